import OCI
import Support
import Testing

/// Parsers of foreign data on random input: they never crash, and accepted values are consistent.
@Suite struct FuzzTests {
    @Test func references() {
        var mutations = Mutations(
            of: acceptedReferences.map(\.text) + ["", "a", "[::1]:5000/a/b:c"],
            words: [":", "@", "/", "//", "..", "__", "sha256:", sha, "localhost", "[::1]", "\u{0}", "\u{e9}", "A"],
            seed: 1)
        mutations.forEach { input in
            let text = String(decoding: input, as: UTF8.self)
            do throws(ReferenceError) {
                let reference = try ImageReference(parsing: text)
                #expect(reference.description.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "\(text)")
                #expect((try? ImageReference(parsing: reference.description)) == reference, "\(text)")
            } catch {
                #expect("\(error)".utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A }, "\(text)")
            }
        }
    }

    private static let descriptor =
        #"{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"\#(sha)","size":5}"#
    private static let manifests = [
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(descriptor),"layers":[\#(descriptor)]}"#,
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(descriptor)]}"#,
        #"{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"\#(sha)","size":1,"platform":{"os":"linux","architecture":"arm64","variant":"v8"}}]}"#,
        #"{"schemaVersion":1,"fsLayers":[]}"#, "[]", "{}", "", "null",
        #"{"a":[1,-2.5e+3,true,false,null,"\u00e9\ud83d\ude00\n"]}"#,
    ]

    @Test func manifests() {
        var mutations = Mutations(
            of: Self.manifests,
            words: [
                "{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "-", "1e999", "9223372036854775808", "null",
                "\"layers\":", "\"manifests\":", "\"size\":", "\u{feff}", "[[[[[[[[[[[[[[[[[[[[",
                "\"schemaVersion\":2,",
            ], seed: 2)
        mutations.forEach { input in
            do throws(ManifestError) {
                let parsed = try ManifestDocument.parse(input, contentType: nil)
                #expect(try ManifestDocument.parse(input, contentType: nil) == parsed)
                #expect(parsed.mediaType.isManifest)
                let all: [Descriptor] =
                    switch parsed.document {
                    case .image(let image): [image.config] + image.layers
                    case .index(let index): index.manifests
                    }
                #expect(all.allSatisfy { $0.size >= 0 })
            } catch {
                #expect("\(error)".utf8.allSatisfy { (0x20...0x7E).contains($0) })
            }
            _ = try? ImageConfiguration.parse(input)
        }
    }
}
