import Foundation
import OCI
import Record
import Registry
import Support

@testable import Gate

/// One row of the fault table: the fault of the backend `bad`, and the expected result of a run.
struct FaultRow: Sendable {
    let name: String
    let verdict: Verdict
    /// The code of every finding for the backend; `nil` if there must be none.
    let code: FindingCode?
    let exit: Int32
    /// The number of requests for the bytes or the name; more than one means retries.
    let tries: Int
    /// Whether the image is referenced by manifest digest, not by tag.
    var byDigest = false
    var depth = Depth.full
    var stall = Duration.seconds(8)
    var connect = Duration.seconds(5)
    var credential: Credential?
    var indexLimits = IndexLimits()
    /// The scheme of the registry. Over TLS, `certificates` are the initial certificates of its backends.
    var scheme = Backend.Scheme.http
    /// The name of the registry.
    var registry = registryName
    /// Whether the backends get a client certificate.
    var sendsClientCertificate = false
    /// Whether `tries` depends on the connection of each request: libcurl itself retries if a kept-alive connection was closed,
    /// and stray bytes spoil the next request.
    var triesVary = false
    /// Whether the tag resolves to another image than on the other backends, which is not a finding of a backend.
    var diverges = false
    /// Whether the finding is only reported and does not affect the verdict.
    var reported = false
    /// Whether referrers are requested.
    var referrers = false
    /// Prepares the backends before anything is proven.
    var prepare: (@Sendable (FaultBench) throws -> Void)?
    /// The faults set afterwards.
    let arrange: @Sendable (FaultBench) throws -> Void
    /// Further checks at the end; returns the complaints.
    var inspect: @Sendable (FaultBench) throws -> [String] = { _ in [] }

    /// Faults of the replies to `GET` of the first layer.
    static func blob(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { bench in
            bench.bad.add(FaultRule(.blob(bench.layer), faults))
        }
    }

    /// Faults of the first reply only to `GET` of the first layer.
    static func once(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { bench in
            bench.bad.add(FaultRule(.blob(bench.layer), turns: .only(1), faults))
        }
    }

    /// Faults of the replies to `GET` of the manifest by its tag.
    static func tag(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { bench in
            bench.bad.add(FaultRule(bench.tagged, faults))
        }
    }

    /// Faults of the replies to `HEAD` of the tag, which nodes use to resolve it.
    static func headOfTag(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { bench in
            bench.bad.add(FaultRule(RequestPattern(method: "HEAD", path: .exactly("/v2/app/manifests/v1")), faults))
        }
    }

    /// Faults of the replies to `HEAD` of the manifest by digest, which nodes use to learn its type and length.
    static func headOfDigest(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: code == nil ? 1 : 2, byDigest: true) {
            bench in
            let path = RequestPattern.Path.containing("/manifests/\(bench.image.manifest.digest)")
            bench.bad.add(FaultRule(RequestPattern(method: "HEAD", path: path), faults))
        }
    }

    /// Faults of the replies to `GET` of the manifest by digest, the only request made.
    static func digest(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries, byDigest: true) { bench in
            bench.bad.add(FaultRule(.manifest(.digest(bench.image.manifest.digest)), faults))
        }
    }

    /// The tag resolves to a manifest with this text.
    static func text(_ name: String, _ code: FindingCode, _ text: String) -> FaultRow {
        FaultRow(name: name, verdict: .refused, code: code, exit: 1, tries: 2) { bench in
            bench.bad.add(FaultRule(bench.tagged, [.content(Array(text.utf8))]))
        }
    }

    func changing(_ change: (inout FaultRow) -> Void) -> FaultRow {
        var row = self
        change(&row)
        return row
    }
}

/// The stage of a row: `bad`, the good backends, and a storage host that is not a backend.
struct FaultBench: Sendable {
    let scene: Scene
    let storage: ScriptedRegistry
    let image: ScriptedImage
    let certificates: FaultCertificates

    var bad: ScriptedRegistry { scene[0] }
    var layer: Digest { image.layers[0].digest }
    var tagged: RequestPattern { RequestPattern(method: "GET", path: .exactly("/v2/app/manifests/v1")) }

    /// The full URL of the first layer on the storage host.
    var stored: String { "\(storage.url)/v2/app/blobs/\(layer)" }

    /// Points the tag at a manifest with this text, on `bad` or on all backends.
    func push(_ text: String, as type: MediaType, everywhere: Bool) throws {
        for registry in everywhere ? scene.registries : [bad] {
            try registry.addManifest(Array(text.utf8), mediaType: type, to: "app", tag: "v1")
        }
    }

    /// The text of an image manifest.
    static func manifest(config: String, layers: String...) -> String {
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(config),"#
            + #""layers":[\#(layers.joined(separator: ","))]}"#
    }

    /// The text of an index.
    static func index(_ manifests: [String]) -> String {
        #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(manifests.joined(separator: ","))]}"#
    }

    /// The text of a descriptor.
    static func descriptor(_ type: String, _ digest: Digest, size: Int) -> String {
        #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(size)}"#
    }
}
