import OCI
import Testing

private let ociManifest = "application/vnd.oci.image.manifest.v1+json"
private let ociIndex = "application/vnd.oci.image.index.v1+json"
private let config = #""config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(sha)","size":2}"#
private let layer = #"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"\#(sha)","size":7}"#
private let child = #"{"mediaType":"\#(ociManifest)","digest":"\#(sha)","size":3}"#

private func image(_ extra: String = "", layers: String = layer) -> String {
    #"{"schemaVersion":2,"mediaType":"\#(ociManifest)",\#(config),"layers":[\#(layers)]\#(extra)}"#
}

private func untyped(_ fields: String) -> String { #"{"schemaVersion":2,\#(fields)}"# }

private func parse(_ text: String, as type: MediaType? = nil) throws -> ParsedManifest {
    try ManifestDocument.parse(text.utf8, contentType: type)
}

@Suite struct ManifestTests {
    @Test("img Image Manifest, subject: subject may point to nothing") func theFieldsOfAnImage() throws {
        let text = image(
            #","artifactType":"a/b","annotations":{"k":"v"},"subject":\#(child),"x":[1.5e3,null,true]"#,
            layers: #"\#(layer),{"mediaType":"x/unknown","digest":"better:ab","size":9223372036854775807,"#
                + #""urls":["https://a/b"],"annotations":{"a":"b"},"data":"e30=","artifactType":"t/u","new":{}}"#)
        let parsed = try parse(text, as: .ociManifest)
        #expect(parsed.mediaType == .ociManifest)
        #expect(parsed.conflict == nil)
        guard case .image(let manifest) = parsed.document else { throw Unexpected() }
        #expect(manifest.mediaType == .ociManifest)
        #expect(manifest.config.mediaType == .ociConfig)
        #expect(manifest.layers.map(\.size) == [7, .max])
        #expect(manifest.layers[1].digest.algorithm == .other("better"))
        #expect(manifest.layers[1].urls == ["https://a/b"])
        #expect(manifest.layers[1].annotations == ["a": "b"])
        #expect(manifest.layers[1].data == Array("{}".utf8))
        #expect(manifest.layers[1].artifactType == MediaType("t/u"))
        #expect(manifest.layers[0].data == nil)
        #expect(manifest.artifactType == MediaType("a/b"))
        #expect(manifest.annotations == ["k": "v"])
        #expect(manifest.subject?.size == 3)
    }

    @Test func theChildrenOfAnIndexInOrder() throws {
        let text = """
            {
              "schemaVersion": 2,
              "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
              "manifests": [
                {"mediaType": "\(ociManifest)", "digest": "\(sha)", "size": 1,
                 "platform": {"os": "linux", "architecture": "arm", "variant": "v7", "os.features": []}},
                {"mediaType": "\(ociIndex)", "digest": "\(sha512)", "size": 2, "platform": null},
                {"mediaType": "x/y", "digest": "\(sha)", "size": 0,
                 "platform": {"os": "windows", "architecture": "amd64", "os.version": "10.0"}}
              ]
            }
            """
        let parsed = try parse(text + "\n", as: MediaType("application/vnd.docker.distribution.manifest.list.v2+json"))
        guard case .index(let index) = parsed.document else { throw Unexpected() }
        #expect(index.manifests.map(\.size) == [1, 2, 0])
        #expect(index.manifests[0].platform == Platform(os: "linux", architecture: "arm", variant: "v7"))
        #expect(index.manifests[1].platform == nil)
        #expect(index.manifests[1].mediaType.isIndex)
        #expect(index.manifests[2].platform?.osVersion == "10.0")
        #expect(parsed.mediaType == .dockerManifestList)
    }

    @Test(arguments: [#""layers":[]"#, #""layers":null"#])
    func anEmptyListMayBeNull(field: String) throws {
        guard case .image(let manifest) = try parse(untyped("\(config),\(field)")).document else { throw Unexpected() }
        #expect(manifest.layers.isEmpty)
    }

    @Test(
        "img Image Manifest, Image Index: schemaVersion is 2, and mediaType right where it is there",
        arguments: [
            (image(), MediaType?.none, MediaType.ociManifest, String?.none),
            (image(), .ociManifest, .ociManifest, nil), (image(), MediaType(""), .ociManifest, nil),
            (untyped("\(config),\"layers\":[]"), nil, .ociManifest, nil),
            (untyped("\(config),\"layers\":[]"), .dockerManifest, .dockerManifest, nil),
            (untyped("\"manifests\":[]"), nil, .ociIndex, nil),
            (untyped("\"manifests\":[],\"mediaType\":\"\""), .dockerManifestList, .dockerManifestList, nil),
            (
                image(), .ociIndex, .ociManifest,
                #"Content-Type is "\#(ociIndex)", but the document declares "\#(ociManifest)""#
            ),
            (
                image(), MediaType("application/octet-stream"), .ociManifest,
                #"Content-Type is "application/octet-stream", but the document declares "\#(ociManifest)""#
            ),
            (
                untyped("\"manifests\":[]"), MediaType("text/html"), .ociIndex,
                #"Content-Type is "text/html", but the document is "\#(ociIndex)""#
            ),
            (
                image(), .dockerSchema1Signed, .ociManifest,
                schema1Conflict
            ),
        ])
    func theDocumentsTypePrecedesTheHeader(text: String, header: MediaType?, type: MediaType, conflict: String?)
        throws
    {
        let parsed = try parse(text, as: header)
        #expect(parsed.mediaType == type)
        #expect(parsed.conflict?.description == conflict)
    }

    @Test(
        "img Image Manifest, Image Index: schemaVersion is 2, and mediaType right where it is there",
        arguments: [
            ("", "the manifest is not JSON: line 1, byte 1: unexpected end, expected a value"),
            ("<html>", #"the manifest is not JSON: line 1, byte 1: found "<", expected a value"#),
            ("\u{feff}{}", #"the manifest is not JSON: line 1, byte 1: found "\u{feff}", expected a value"#),
            ("{}{}", #"the manifest is not JSON: line 1, byte 3: found "{", expected the end"#),
            ("{\n \"a\": tru}", #"the manifest is not JSON: line 2, byte 7: found "t", expected a value"#),
            (#"{"a":1,}"#, #"the manifest is not JSON: line 1, byte 8: found "}", expected a name in quotes"#),
            (#"{"a" 1}"#, #"the manifest is not JSON: line 1, byte 6: found "1", expected ":""#),
            (#"{"a":[1 2]}"#, #"the manifest is not JSON: line 1, byte 9: found "2", expected "," or "]""#),
            (#"{"a":01}"#, #"the manifest is not JSON: line 1, byte 7: found "1", expected "," or "}""#),
            (#"{"a":1.}"#, #"the manifest is not JSON: line 1, byte 8: found "}", expected a digit"#),
            (#"{"a":-}"#, #"the manifest is not JSON: line 1, byte 7: found "}", expected a digit"#),
            (#"{"a":"b"#, #"the manifest is not JSON: line 1, byte 8: unexpected end, expected "\"""#),
            (
                "{\"a\":\"b\nc\"}",
                #"the manifest is not JSON: line 1, byte 8: found "\n", expected the rest of a string"#
            ),
            (#"{"a":"\x"}"#, #"the manifest is not JSON: line 1, byte 8: found "x", expected an escape"#),
            (
                #"{"a":"\u12g4"}"#,
                #"the manifest is not JSON: line 1, byte 11: found "g", expected a hexadecimal digit"#
            ),
            ("[]", "the manifest is JSON but not an object"), ("null", "the manifest is JSON but not an object"),
            (
                "{}", "the document has no type and neither layers nor manifests"
            ),
            (
                #"{"schemaVersion":2,"mediaType":"application/vnd.oci.artifact.manifest.v1+json","blobs":[]}"#,
                #""application/vnd.oci.artifact.manifest.v1+json" is not the type of an image manifest or an index"#
            ),
            (#"{"mediaType":"a\u001bb","layers":[]}"#, #""a\u{1b}b" is not the type of an image manifest or an index"#),
            (#"{"schemaVersion":1,"fsLayers":[]}"#, schema1), (#"{"schemaVersion":1,"layers":[]}"#, schema1),
            (image(#","fsLayers":[]"#), schema1),
            (
                image(#","manifests":[\#(child)]"#),
                "the manifest has both manifests and layers, which contradict each other"
            ),
            (image(#","manifests":null"#), "the manifest has both manifests and layers, which contradict each other"),
            (
                #"{"schemaVersion":2,"mediaType":"\#(ociIndex)","layers":[]}"#,
                "the manifest has both the type \(ociIndex) and layers, which contradict each other"
            ),
            (
                #"{"schemaVersion":2,"mediaType":"\#(ociManifest)","manifests":[]}"#,
                "the manifest has both the type \(ociManifest) and manifests, which contradict each other"
            ),
            (image(#","Layers":[]"#), duplicate("Layers")),
            (image(#","layer\u017f":[]"#), duplicate(#"["layer\u{17f}"]"#)),
            (image(#","annotations":{"a":"1","b":"2","a":"3"}"#), duplicate("annotations.a")),
            (image(#","layers":[]"#), duplicate("layers")), (image(#","l\u0061yers":[]"#), duplicate("layers")),
            (image(#","x":[{},{"y z":{"k":1,"k":2}}]"#), duplicate(#"x[1]["y z"].k"#)),
            (#"{"mediaType":"\#(ociManifest)",\#(config),"layers":[]}"#, "schemaVersion is missing"),
            (#"{"schemaVersion":3,\#(config),"layers":[]}"#, "schemaVersion: expected 2"),
            (untyped(#""layers":[]"#), "config is missing"),
            (#"{"schemaVersion":2,"mediaType":"\#(ociIndex)"}"#, "manifests is missing"),
            (untyped(#"\#(config),"layers":{}"#), "layers: expected an array"),
            (untyped(#"\#(config),"layers":[null]"#), "layers[0]: expected an object"),
            (untyped(#"\#(config),"layers":[],"mediaType":3"#), "mediaType: expected a string"),
            (image(#","annotations":{"a":1}"#), "annotations.a: expected a string"),
            (image(#","annotations":[]"#), "annotations: expected an object"),
            (image(#","subject":{"mediaType":"a/b"}"#), "subject.digest is missing"),
            (image(layers: #"\#(layer),{"digest":"\#(sha)","size":1}"#), "layers[1].mediaType is missing"),
            (image(layers: #"{"mediaType":"a/b","size":1}"#), "layers[0].digest is missing"),
            (image(layers: #"{"mediaType":"a/b","digest":"\#(sha)"}"#), "layers[0].size is missing"),
            (
                image(layers: #"{"mediaType":"a/b","digest":"sha256:abc","size":1}"#),
                #"layers[0].digest: "sha256:abc": a sha256 hash has 64 characters, not 3"#
            ),
            (image(layers: sized("-1")), "layers[0].size is negative: -1"), (image(layers: sized("1.0")), badSize),
            (image(layers: sized("1e3")), badSize), (image(layers: sized("9223372036854775808")), badSize),
            (image(layers: sized(#""7""#)), badSize),
            (image(layers: sized(#"1,"urls":"x""#)), "layers[0].urls: expected an array"),
            (image(layers: sized(#"1,"urls":["x",2]"#)), "layers[0].urls[1]: expected a string"),
            (image(layers: sized(#"1,"data":"e30""#)), "layers[0].data: expected base64"),
            (image(layers: sized(#"1,"Digest":"x""#)), duplicate("layers[0].Digest")),
            (
                untyped(#""manifests":[{"mediaType":"a/b","digest":"\#(sha)","size":1,"platform":{"os":1}}]"#),
                "manifests[0].platform.os: expected a string"
            ),
            (
                String(repeating: "[", count: 65) + String(repeating: "]", count: 65),
                "the manifest is nested deeper than 64 levels"
            ),
            (String(repeating: "[", count: 1_000_000), "the manifest is nested deeper than 64 levels"),
        ])
    func refuses(text: String, message: String) throws {
        let error = try #require(throws: ManifestError.self) { try ManifestDocument.parse(text.utf8, contentType: nil) }
        #expect(error.description == message)
        #expect(error.description.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
    }

    @Test("names match in any case, as in Go") func namesInAnyCase() throws {
        let text = image().replacing("layers", with: "Layers").replacing("digest", with: "DIGEST")
        #expect(try parse(text).document == parse(image()).document)
        let folded = image().replacing("layers", with: "layer\u{17f}").replacing("mediaType", with: "mediatype")
        #expect(try parse(folded).document == parse(image()).document)
        guard case .image(let manifest) = try parse(image(#","annotations":{"A":"1","a":"2"}"#)).document else {
            throw Unexpected()
        }
        #expect(manifest.annotations == ["A": "1", "a": "2"])
    }

    @Test("an image without layers may leave the field out", arguments: ["", #","layers":null"#, #","layers":[]"#])
    func noLayers(field: String) throws {
        guard case .image(let manifest) = try parse(untyped(config + field)).document else { throw Unexpected() }
        #expect(manifest.layers.isEmpty)
    }

    @Test func theHeaderAloneMayDetermineTheKind() throws {
        let list = #"{"schemaVersion":2,"layers":[]}"#
        let error = try #require(throws: ManifestError.self) { try parse(list, as: .ociIndex) }
        #expect(error.reason == .contradiction(one: "the type \(ociIndex)", other: "layers"))
        let schema1 = try #require(throws: ManifestError.self) { try parse("{}", as: .dockerSchema1Signed) }
        #expect(schema1.reason == .schema1)
    }

    @Test(
        "img Considerations: JSON is UTF-8 and names nothing twice",
        arguments: [([0x7b, 0xff, 0x7d], 1), ([0x22, 0xc3], 1), ([0xc0, 0x80], 0), ([0x61, 0xed, 0xa0, 0x80], 1)])
    func invalidUTF8IsRejected(bytes: [UInt8], offset: Int) throws {
        let error = try #require(throws: ManifestError.self) { try ManifestDocument.parse(bytes, contentType: nil) }
        #expect(error.reason == .notUTF8(offset: offset))
        #expect(error.description == "the manifest is not UTF-8 at byte \(offset + 1)")
    }

    @Test func escapesAreDecodedAsInGo() throws {
        let text = image(#","annotations":{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00","b":"\ud800x\udc00\ud800\u0041"}"#)
        guard case .image(let manifest) = try parse(text).document else { throw Unexpected() }
        #expect(manifest.annotations["a"] == "\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f600}")
        #expect(manifest.annotations["b"] == "\u{fffd}x\u{fffd}\u{fffd}A")
    }

    @Test func canonicallyEquivalentNamesAreNotDuplicates() throws {
        let text = image(#","x":{"\u00e9":1,"e\u0301":2}"#)
        #expect(throws: Never.self) { try parse(text) }
    }

    @Test func everyPrefixIsRejected() throws {
        let text = Array(image(#","annotations":{"a\u0041":"b"}"#).utf8)
        for length in 0..<text.count {
            #expect(throws: ManifestError.self) { try ManifestDocument.parse(text[..<length], contentType: nil) }
        }
    }

    @Test("img Descriptors, Properties: the size is not negative, and content of another size is not trusted")
    func aDescriptorsSizeIsNeverNegative() throws {
        let digest = try Digest(parsing: sha)
        #expect(Descriptor(mediaType: .ociLayer, digest: digest, size: -1) == nil)
        #expect(Descriptor(mediaType: .ociLayer, digest: digest, size: 0) != nil)
    }
}

private struct Unexpected: Error {}

private let schema1 =
    "the manifest is Docker schema 1, which is not supported: push the image again as schema 2 or OCI"
private let schema1Conflict =
    #"Content-Type is "application/vnd.docker.distribution.manifest.v1+prettyjws", but the document declares "\#(ociManifest)""#
private let badSize = "layers[0].size: expected a whole number of at most 63 bits"
private func duplicate(_ field: String) -> String {
    "\(field) is duplicated, so two readers may see two different manifests"
}
private func sized(_ size: String) -> String { #"{"mediaType":"a/b","digest":"\#(sha)","size":\#(size)}"# }
