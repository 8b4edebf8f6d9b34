using Microsoft.Extensions.Logging;

namespace Silo.Edge.Http.Doctor;

internal sealed partial class DoctorRun
{
    [LoggerMessage(EventId = 5021, Level = LogLevel.Warning, Message = "The doctor's check {Check} failed")]
    private partial void LogFailed(Exception exception, string check);
}
