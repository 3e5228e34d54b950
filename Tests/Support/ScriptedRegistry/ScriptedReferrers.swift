package import OCI

extension ScriptedRegistry {
    /// A referrer of a manifest: an artifact with one blob.
    package struct Referrer: Hashable, Sendable {
        /// Its manifest.
        package let manifest: Descriptor
        /// Its blob.
        package let blob: Descriptor
    }

    /// Adds an artifact that refers to a manifest, without listing it.
    package func addReferrer(
        to subject: Descriptor, in repository: String, type: String = "application/vnd.example.signature",
        content: [UInt8]
    ) throws -> Referrer {
        let empty = Array("{}".utf8)
        let config = try addBlob(empty, to: repository)
        let blob = try addBlob(content, to: repository)
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","artifactType":"\#(type)","config":"#
            + #"{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\#(config)","size":2},"layers":["#
            + #"{"mediaType":"\#(type)","digest":"\#(blob)","size":\#(content.count)}],"subject":"#
            + Self.entryText(subject) + "}"
        let bytes = Array(text.utf8)
        let digest = try addManifest(bytes, mediaType: .ociManifest, to: repository)
        guard
            let manifest = Descriptor(
                mediaType: .ociManifest, digest: digest, size: Int64(bytes.count), artifactType: MediaType(type)),
            let layer = Descriptor(mediaType: MediaType(type), digest: blob, size: Int64(content.count))
        else { throw DescriptorError() }
        return Referrer(manifest: manifest, blob: layer)
    }

    /// Lists referrers of a manifest in the API; from then on the repository has the API.
    package func list(_ referrers: [Descriptor], of subject: Digest, in repository: String) {
        setReferrers(Self.listText(referrers), of: subject, in: repository)
    }

    /// The JSON of a referrers list.
    package static func listText(_ referrers: [Descriptor]) -> String {
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(referrers.map(entryText).joined(separator: ","))]}"#
    }

    private static func entryText(_ descriptor: Descriptor) -> String {
        let type = descriptor.artifactType.map { #","artifactType":"\#($0)""# } ?? ""
        return
            #"{"mediaType":"\#(descriptor.mediaType)","digest":"\#(descriptor.digest)","size":\#(descriptor.size)\#(type)}"#
    }

    private struct DescriptorError: Error {}
}
