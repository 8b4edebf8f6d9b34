using System.Runtime.CompilerServices;
using Silo.Abstractions.Blobs;
using Silo.Abstractions.Events;
using Silo.Runtime.Archives;
using Xunit;

namespace Silo.Runtime.Tests.Archives;

/// <summary>A reference that the walk does not know is a blob that no export carries along.</summary>
public sealed class BlobRefsTests
{
    private static readonly BlobRef Blob = new(new string('a', 64), 7);

    [Fact]
    public void Of_EveryKindThatCanReferToABlob_NamesIt()
    {
        var members = typeof(EventData).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(EventData)))
            .SelectMany(t => t.GetProperties().Where(p => p.PropertyType == typeof(BlobRef) || p.PropertyType == typeof(IReadOnlyList<ContentBlock>)).Select(p => (Type: t, Property: p))).ToList();
        Assert.NotEmpty(members);
        foreach (var (type, property) in members)
        {
            var data = (EventData)RuntimeHelpers.GetUninitializedObject(type);
            foreach (var list in members.Where(m => m.Type == type && m.Property.PropertyType != typeof(BlobRef))) list.Property.SetValue(data, Array.Empty<ContentBlock>());
            property.SetValue(data, property.PropertyType == typeof(BlobRef) ? Blob : new ContentBlock[] { new TextBlock(null, Blob) });
            Assert.True(BlobRefs.Of(data).SequenceEqual([Blob]), $"{type.Name}.{property.Name}");
        }
    }

    [Fact]
    public void Of_EveryBlockThatCanReferToABlob_NamesIt()
    {
        var blocks = typeof(ContentBlock).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ContentBlock)) && t.GetProperties().Any(p => p.PropertyType == typeof(BlobRef))).ToList();
        Assert.NotEmpty(blocks);
        foreach (var type in blocks)
        {
            var block = (ContentBlock)RuntimeHelpers.GetUninitializedObject(type);
            type.GetProperties().Single(p => p.PropertyType == typeof(BlobRef)).SetValue(block, Blob);
            var data = new Silo.Abstractions.Events.Kinds.TurnInterjected { Prompt = [block] };
            Assert.True(BlobRefs.Of(data).SequenceEqual([Blob]), type.Name);
        }
    }
}
