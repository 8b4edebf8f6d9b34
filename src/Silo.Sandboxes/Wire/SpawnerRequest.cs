using System.Text.Json.Serialization;

namespace Silo.Sandboxes.Wire;

/// <summary>What the host asks of the spawner; one request per connection, except that <see cref="CancelRequest"/> and <see cref="EndInputRequest"/> may follow a <see cref="RunRequest"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PingRequest), "ping")]
[JsonDerivedType(typeof(HelloRequest), "hello")]
[JsonDerivedType(typeof(CreateRequest), "create")]
[JsonDerivedType(typeof(RunRequest), "run")]
[JsonDerivedType(typeof(CancelRequest), "cancel")]
[JsonDerivedType(typeof(EndInputRequest), "end_input")]
[JsonDerivedType(typeof(EndRequest), "end")]
[JsonDerivedType(typeof(ListRequest), "list")]
[JsonDerivedType(typeof(ProveDeadRequest), "prove_dead")]
[JsonDerivedType(typeof(ProveHostDeadRequest), "prove_host_dead")]
internal abstract record SpawnerRequest;
