import Foundation
import OCI
import Record
import Registry
import Support

@testable import Gate

/// One line of the table of faults: what is wrong on the backend `bad`, and what a run must make of it.
struct FaultRow: Sendable {
    let name: String
    let verdict: Verdict
    /// The code of every finding that names the backend; `nil` where none may.
    let code: FindingCode?
    let exit: Int32
    /// How often the bytes or the name are asked for: more than once is a retry.
    let tries: Int
    /// Whether the image is asked for by the digest of its manifest, and not by its tag.
    var byDigest = false
    var depth = Depth.full
    var stall = Duration.seconds(8)
    var connect = Duration.seconds(5)
    var credential: Credential?
    var indexLimits = IndexLimits()
    /// How the registry is spoken to; over TLS, `certificates` says what its backends show at first.
    var scheme = Backend.Scheme.http
    /// The name of the registry.
    var registry = registryName
    /// Whether the backends are shown a client certificate.
    var showsCertificate = false
    /// Whether `tries` depends on which request gets which connection: libcurl itself asks again when one that was kept
    /// open is closed, and stray bytes spoil the request that comes next.
    var triesVary = false
    /// Whether the tag is another image than on the other backends, which is a finding of no backend.
    var diverges = false
    /// Whether the finding is only reported, so that the verdict is as without it.
    var reported = false
    /// Whether what refers to the image is asked for.
    var referrers = false
    /// What is put on the backends before anything is proven.
    var prepare: (@Sendable (FaultBench) throws -> Void)?
    /// What goes wrong then.
    let arrange: @Sendable (FaultBench) throws -> Void
    /// What else must be so at the end; the complaints otherwise.
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

    /// Faults of the replies to `HEAD` of the tag, by which nodes resolve it.
    static func headOfTag(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries) { bench in
            bench.bad.add(FaultRule(RequestPattern(method: "HEAD", path: .exactly("/v2/app/manifests/v1")), faults))
        }
    }

    /// Faults of the replies to `GET` of the manifest by its digest, which is all that is asked for.
    static func digest(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries, byDigest: true) { bench in
            bench.bad.add(FaultRule(.manifest(.digest(bench.image.manifest.digest)), faults))
        }
    }

    /// The tag leads to this text.
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

/// Where a row is played: `bad`, the good backends beside it, and a host of storage that is no backend.
struct FaultBench: Sendable {
    let scene: Scene
    let storage: ScriptedRegistry
    let image: ScriptedImage
    let certificates: FaultCertificates

    var bad: ScriptedRegistry { scene[0] }
    var layer: Digest { image.layers[0].digest }
    var tagged: RequestPattern { RequestPattern(method: "GET", path: .exactly("/v2/app/manifests/v1")) }

    /// The whole URL of the first layer on the host of storage.
    var stored: String { "\(storage.url)/v2/app/blobs/\(layer)" }

    /// Points the tag to a manifest of this text, on `bad` or on all backends.
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
