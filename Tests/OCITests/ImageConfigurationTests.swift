import Testing

@testable import OCI

/// The layers in an image configuration (image-spec, Image Configuration).
struct ImageConfigurationTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test func otherFieldsAreIgnored() throws {
        let text = #"{"config":{"Tty":1},"history":null,"rootfs":{"type":"layers","diff_ids":["\#(Self.digest)"]}}"#
        let configuration = try ImageConfiguration.parse(Array(text.utf8))
        #expect(configuration.diffIDs.map(\.description) == [Self.digest])
    }

    @Test func noLayersIsValid() throws {
        for list in ["[]", "null"] {
            let text = #"{"rootfs":{"type":"layers","diff_ids":\#(list)}}"#
            #expect(try ImageConfiguration.parse(Array(text.utf8)).diffIDs.isEmpty)
        }
        #expect(try ImageConfiguration.parse(Array(#"{"rootfs":{"type":"layers"}}"#.utf8)).diffIDs.isEmpty)
    }

    @Test(
        "img Image Configuration, rootfs: rootfs.type is layers, and diff_ids are as many as the layers",
        arguments: [
            ("", "the configuration is not JSON: "), ("[]", "the configuration is JSON but not an object"),
            ("{}", "rootfs is missing"), (#"{"rootfs":[]}"#, "rootfs: expected an object"),
            (#"{"rootfs":{}}"#, "rootfs.type is missing"),
            (#"{"rootfs":{"type":"chains"}}"#, #"rootfs.type: "chains", expected "layers""#),
            (#"{"rootfs":{"type":"layers","diff_ids":[1]}}"#, "expected a string"),
            (#"{"rootfs":{"type":"layers","diff_ids":["sha256:A"]}}"#, #""sha256:A": "#),
            (#"{"rootfs":{},"rootfs":{}}"#, "rootfs is duplicated"),
            (#"{"Rootfs":{}}"#, "rootfs.type is missing"), (#"{"rootfs":{},"Rootfs":{}}"#, "Rootfs is duplicated"),
        ])
    func invalidConfigurations(_ text: String, _ words: String) {
        let error = #expect(throws: ManifestError.self) { try ImageConfiguration.parse(Array(text.utf8)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "none")")
    }
}
