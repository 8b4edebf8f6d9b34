#!/usr/bin/env bash
# Packs the silo command as a .NET tool, installs it from there and from nowhere else, and runs it.
#
#   eng/pack-cli.sh [folder]      default: artifacts/cli; the package lies in <folder>/package, the command in <folder>/bin
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null
case ${1:-} in -h | --help) sed -n '2,4s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;; esac

folder=${1:-artifacts/cli}
rm -rf "$folder/package" "$folder/bin" "$folder/nuget.config"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
dotnet pack src/Silo.Cli -c Release -o "$folder/package" -v q --nologo
# A configuration of its own: the package comes from this folder, or not at all.
cat >"$folder/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="packed" value="$folder/package" />
  </packageSources>
</configuration>
CONFIG
# Not the copy of an earlier package of the same version.
NUGET_PACKAGES="$folder/nuget" dotnet tool install Silo.Cli --tool-path "$folder/bin" --configfile "$folder/nuget.config" --no-cache
rm -rf "$folder/nuget"

version=$("$folder/bin/silo" --version)
expected=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
[[ $version == "$expected"* ]] || { echo "pack-cli: the packed command says it is '$version', not $expected." >&2; exit 1; }
"$folder/bin/silo" completion bash >/dev/null
echo "silo $version: $folder/bin/silo"
