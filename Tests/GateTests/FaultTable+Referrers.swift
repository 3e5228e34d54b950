import OCI
import Record
import Support

@testable import Gate

extension FaultTable {
    /// Referrers lists and the content that they lead to (dist, Listing Referrers, Referrers Tag Schema).
    static let referrers: [FaultRow] = [
        list("referrers that are listed and good", .verified, nil, exit: 0, tries: 1) { _ in },
        list("a list of referrers is refused with 403", .undecided, .accessCredentials, exit: 77, tries: 1) {
            $0.bad.on($0.listed, .status(403))
        },
        list("a list of referrers fails with 500", .undecided, .accessServerError, exit: 75, tries: 3) {
            $0.bad.on($0.listed, .status(500))
        },
        list("a list of referrers fails once", .verified, nil, exit: 0, tries: 1) {
            $0.bad.on($0.listed, .only(1), .status(503))
        },
        list("a page for people in place of a list of referrers", .undecided, .accessReferrers, exit: 75, tries: 1) {
            $0.bad.on($0.listed, .html)
        },
        list("a manifest in place of a list of referrers", .undecided, .accessReferrers, exit: 75, tries: 1) {
            let text = FaultBench.manifest(config: FaultBench.descriptor("a/b", $0.layer, size: 5000))
            $0.bad.on($0.listed, .content(Array(text.utf8)), .header("Content-Type", "\(MediaType.ociManifest)"))
        },
        list("a list of referrers under another Content-Type", .undecided, .accessReferrers, exit: 75, tries: 1) {
            $0.bad.on($0.listed, .header("Content-Type", "application/json"))
        },
        list("a list of referrers over 8 MiB", .undecided, .accessReferrers, exit: 75, tries: 1) {
            $0.bad.on($0.listed, .extended(by: [UInt8](repeating: 0x20, count: 9 << 20)))
        },
        list("a list of referrers whose next page is elsewhere", .undecided, .accessReferrers, exit: 75, tries: 1) {
            $0.bad.on($0.listed, .header("Link", "<https://elsewhere.test/v2/?token=secret>; rel=\"next\""))
        },
        list("a list of referrers whose next page is not there", .undecided, .accessReferrers, exit: 75, tries: 2) {
            $0.bad.on($0.listed, .only(1), .header("Link", "<?page=2>; rel=next"))
            $0.bad.on($0.listed, .from(1), .status(404))
        },
        list("no API for referrers, and the tag is no index", .undecided, .accessReferrers, exit: 75, tries: 2) {
            $0.bad.on($0.listed, .status(404))
            $0.bad.tag("sha256-\($0.image.manifest.digest.encoded)", of: "app", as: $0.image.manifest.digest)
        },
        list("no API for referrers, and the tag fails with 500", .undecided, .accessServerError, exit: 75, tries: 4) {
            $0.bad.on($0.listed, .status(404))
            let tag = "sha256-\($0.image.manifest.digest.encoded)"
            $0.bad.on(RequestPattern(path: .containing(tag)), .status(500))
        },
        list("the manifest of a referrer is flipped", .refused, .contentDigest, exit: 1, tries: 2) {
            $0.bad.on(.manifest(.digest(try $0.referrer().manifest.digest)), .flipByte(at: 20))
        },
        list("the blob of a referrer is not there", .refused, .absenceBlob, exit: 1, tries: 2) {
            $0.bad.remove(try $0.referrer().blob.digest, from: "app")
        },
    ]

    private static func list(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int,
        _ arrange: @escaping @Sendable (FaultBench) throws -> Void
    ) -> FaultRow {
        FaultRow(name: name, verdict: verdict, code: code, exit: exit, tries: tries, arrange: arrange).changing {
            $0.referrers = true
            $0.prepare = { bench in
                for registry in bench.scene.registries {
                    let referrer = try bench.referrer(on: registry)
                    registry.list([referrer.manifest], of: bench.image.manifest.digest, in: "app")
                }
            }
        }
    }
}

extension FaultBench {
    /// Requests for the referrers list of the image.
    fileprivate var listed: RequestPattern {
        RequestPattern(path: .exactly("/v2/app/referrers/\(image.manifest.digest)"))
    }

    /// Adds an artifact that refers to the image to a backend; it is the same on each.
    fileprivate func referrer(on registry: ScriptedRegistry? = nil) throws -> ScriptedRegistry.Referrer {
        try (registry ?? bad).addReferrer(to: image.manifest, in: "app", content: bytes(9, count: 400))
    }
}
