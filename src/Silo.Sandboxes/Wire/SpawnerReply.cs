using System.Text.Json.Serialization;

namespace Silo.Sandboxes.Wire;

/// <summary>What the spawner answers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PongReply), "pong")]
[JsonDerivedType(typeof(HelloReply), "hello")]
[JsonDerivedType(typeof(CreatedReply), "created")]
[JsonDerivedType(typeof(ExitedReply), "exited")]
[JsonDerivedType(typeof(InputTakenReply), "input_taken")]
[JsonDerivedType(typeof(EndedReply), "ended")]
[JsonDerivedType(typeof(ListedReply), "listed")]
[JsonDerivedType(typeof(FailedReply), "failed")]
internal abstract record SpawnerReply;
