package import Foundation
import OCI

extension BuiltImages {
    private struct Version: Encodable {
        var imageLayoutVersion = "1.0.0"
    }

    /// Writes an OCI image layout with one image to a new directory (image-spec, Image Layout), named by the image's tag.
    package func writeLayout(of image: BuiltImage, to target: URL) throws {
        guard let top = image.top else { throw CocoaError(.fileNoSuchFile) }
        let blobs = target.appending(path: "blobs/sha256")
        try FileManager.default.createDirectory(at: blobs, withIntermediateDirectories: true)
        for blob in image.blobs {
            try FileManager.default.copyItem(
                at: file(of: blob.digest), to: blobs.appending(path: blob.digest.encoded))
        }
        var entry = DescriptorDocument(top)
        entry.annotations = ["org.opencontainers.image.ref.name": image.tag]
        let index = IndexDocument(mediaType: ImageRecipe.Format.oci.indexType, manifests: [entry])
        try ImageBuilder.encode(index).write(to: target.appending(path: "index.json"))
        try JSONEncoder().encode(Version()).write(to: target.appending(path: "oci-layout"))
    }
}
