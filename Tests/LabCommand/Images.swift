import ArgumentParser
import Lab
import OCI
import Support

extension LabCommand {
    struct Images: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the images and their blobs: digest, size, media type, platforms.")

        @OptionGroup var arguments: LabArguments

        @Flag(help: "Print only the references, one per line.")
        var references = false

        func run() throws {
            let lab = try arguments.lab()
            for image in lab.images {
                print(lab.reference(of: image))
                guard !references else { continue }
                for blob in image.blobs {
                    print("  \(blob.digest) \(blob.size) \(blob.mediaType) \(blob.platforms.joined(separator: ","))")
                }
            }
        }
    }
}
