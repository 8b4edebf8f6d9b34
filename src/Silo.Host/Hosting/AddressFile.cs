namespace Silo.Host.Hosting;

/// <summary>Where tools of this machine read the address of the host: <c>run/address</c> in its data directory, while it runs.</summary>
internal sealed class AddressFile(string path)
{
    /// <summary>Puts the address there, as a whole or not at all.</summary>
    public void Write(string address)
    {
        var passing = path + ".new";
        File.WriteAllText(passing, address + "\n");
        File.Move(passing, path, overwrite: true);
    }

    public void Remove() => File.Delete(path);
}
