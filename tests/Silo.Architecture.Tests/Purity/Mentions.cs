using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Silo.Architecture.Tests.Purity;

/// <summary>Everything a type of a compiled assembly mentions: in its base, fields, signatures and instructions.</summary>
internal sealed class Mentions
{
    private readonly MetadataReader _metadata;
    private readonly PEReader _assembly;
    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _members = new(StringComparer.Ordinal);
    private readonly NamesInSignatures _names;

    private Mentions(PEReader assembly)
    {
        _assembly = assembly;
        _metadata = assembly.GetMetadataReader();
        _names = new NamesInSignatures(_types);
    }

    /// <summary>Full names of types.</summary>
    internal IReadOnlySet<string> Types => _types;

    /// <summary>Full names of members: type, <c>::</c>, name.</summary>
    internal IReadOnlySet<string> Members => _members;

    /// <summary>Reads each type whose full name begins with a prefix, nested and generated types included, by full name.</summary>
    internal static IReadOnlyDictionary<string, Mentions> Of(string assemblyPath, string prefix)
    {
        using var assembly = new PEReader(File.OpenRead(assemblyPath));
        var metadata = assembly.GetMetadataReader();
        var found = new SortedDictionary<string, Mentions>(StringComparer.Ordinal);
        foreach (var handle in metadata.TypeDefinitions)
        {
            var name = TypeNames.Of(metadata, handle);
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var mentions = new Mentions(assembly);
            mentions.Read(metadata.GetTypeDefinition(handle));
            found.Add(name, mentions);
        }

        return found;
    }

    private void Read(TypeDefinition type)
    {
        Token(type.BaseType);
        foreach (var i in type.GetInterfaceImplementations()) Token(_metadata.GetInterfaceImplementation(i).Interface);
        foreach (var f in type.GetFields()) _metadata.GetFieldDefinition(f).DecodeSignature(_names, 0);
        foreach (var m in type.GetMethods()) Read(_metadata.GetMethodDefinition(m));
    }

    private void Read(MethodDefinition method)
    {
        method.DecodeSignature(_names, 0);
        if (method.RelativeVirtualAddress == 0) return;
        var body = _assembly.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, 0);
        foreach (var region in body.ExceptionRegions.Where(r => r.Kind == ExceptionRegionKind.Catch)) Token(region.CatchType);
        foreach (var token in IlTokens.In(body.GetILBytes()!)) Token(token);
    }

    private void Token(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _types.Add(TypeNames.Of(_metadata, (TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                _types.Add(TypeNames.Of(_metadata, (TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, 0);
                break;
            case HandleKind.MethodSpecification:
                var generic = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                generic.DecodeSignature(_names, 0);
                Token(generic.Method);
                break;
            case HandleKind.MemberReference:
                Member(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                _types.Add(TypeNames.Of(_metadata, method.GetDeclaringType()));
                method.DecodeSignature(_names, 0);
                break;
            case HandleKind.FieldDefinition:
                _types.Add(TypeNames.Of(_metadata, _metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()));
                break;
        }
    }

    private void Member(MemberReference member)
    {
        Token(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(_names, 0);
        else member.DecodeFieldSignature(_names, 0);
        if (member.Parent.Kind == HandleKind.TypeReference)
            _members.Add($"{TypeNames.Of(_metadata, (TypeReferenceHandle)member.Parent)}::{_metadata.GetString(member.Name)}");
    }
}
