import OCI
import Record
import Release
import Report
import Testing

@testable import Gate

@Suite struct ExpectationRuleTests {
    enum Wanted: Sendable { case pinned, onDisk, config }

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let wanted: Wanted
        var root = "other"
        var listed: [String] = []
        var configs: [String] = []
        var isRead = true
        var isPartlyFollowed = false
        var isByDigest = false
        var algorithm = Digest.Algorithm.sha256
        let outcome: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Row(name: "the pin itself", wanted: .pinned, root: "wanted", outcome: "met"),
        Row(
            name: "another manifest", wanted: .pinned,
            outcome: "the tag resolves to OTHER, not to WANTED, pinned in p.json:3"),
        Row(
            name: "a reference by another digest", wanted: .pinned, isByDigest: true,
            outcome: "the reference resolves to OTHER, not to WANTED, pinned in p.json:3"),
        Row(
            name: "an index that lists the pin is another name", wanted: .pinned, listed: ["wanted"],
            outcome: "the tag resolves to OTHER, not to WANTED, pinned in p.json:3"),
        Row(
            name: "a pin of another algorithm", wanted: .pinned, algorithm: .sha512,
            outcome: "open: the tag resolves to OTHER, which cannot be compared with WANTED, pinned in p.json:3"),
        Row(
            name: "a pin needs nothing that was not read", wanted: .pinned, isRead: false,
            outcome: "the tag resolves to OTHER, not to WANTED, pinned in p.json:3"),
        Row(name: "what lies on disk", wanted: .onDisk, root: "wanted", outcome: "met"),
        Row(name: "one platform of the index lies on disk", wanted: .onDisk, listed: ["a", "wanted"], outcome: "met"),
        Row(
            name: "another image", wanted: .onDisk,
            outcome: "the tag resolves to OTHER, not to WANTED, found in p.json:3"),
        Row(
            name: "an index of others", wanted: .onDisk, listed: ["a"],
            outcome: "the tag resolves to OTHER, not to WANTED, found in p.json:3, nor to an index that lists it"),
        Row(name: "an index that was not read whole", wanted: .onDisk, listed: ["a"], isRead: false, outcome: "silent"),
        Row(name: "the image ID", wanted: .config, configs: ["a", "wanted"], outcome: "met"),
        Row(
            name: "another image ID", wanted: .config, configs: ["other"],
            outcome: "the tag leads to the configuration OTHER, not to WANTED, found in p.json:3"),
        Row(
            name: "no configuration", wanted: .config, isByDigest: true,
            outcome: "the reference leads to no configuration, not to WANTED, found in p.json:3"),
        Row(name: "manifests that failed", wanted: .config, configs: ["other"], isRead: false, outcome: "silent"),
        Row(
            name: "platforms that were left out", wanted: .config, configs: ["other"], isPartlyFollowed: true,
            outcome:
                "open: no image of the requested platforms has the configuration WANTED, found in p.json:3; "
                + "other platforms were not checked"),
        Row(
            name: "a configuration of another algorithm", wanted: .config, configs: ["other"], algorithm: .sha512,
            outcome: "open: its configuration cannot be compared with WANTED, found in p.json:3"),
    ])
    func rows(_ row: Row) throws {
        let wanted = try digest("wanted", row.algorithm)
        let content: Record.Expectation.Content = row.wanted == .config ? .config(wanted) : .manifest(wanted)
        let rule = ExpectationRule(
            expectation: Record.Expectation(
                content, row.wanted == .pinned ? .pin : .disk, origin: .line(file: "p.json", number: 3)))
        var listing = IndexListing()
        let children = try row.listed.map {
            try #require(Descriptor(mediaType: .ociManifest, digest: try digest($0), size: 1))
        }
        let chosen = row.isPartlyFollowed ? [] : Set(children.map(\.digest))
        let unlisted = try #require(Descriptor(mediaType: .ociManifest, digest: try digest("left out"), size: 1))
        listing.add(
            ImageIndex(mediaType: nil, manifests: children + (row.isPartlyFollowed ? [unlisted] : [])), chosen: chosen)
        let lead = ExpectationRule.Lead(
            root: try digest(row.root), listing: listing, configs: Set(try row.configs.map { try digest($0) }),
            isRead: row.isRead, isByDigest: row.isByDigest)
        let expected = row.outcome.replacing("OTHER", with: "\(try digest("other"))")
            .replacing("WANTED", with: "\(wanted)")
        let found =
            switch rule.outcome(of: lead) {
            case .met: "met"
            case .silent: "silent"
            case .unmet(let evidence): EvidenceWords.long(evidence)
            case .open(let evidence): "open: \(EvidenceWords.long(evidence))"
            }
        #expect(found == expected)
    }

    @Test func attestationsAreNotImages() throws {
        var listing = IndexListing()
        let attestation = try #require(
            Descriptor(
                mediaType: .ociManifest, digest: try digest("a"), size: 1,
                platform: Platform(os: "unknown", architecture: "unknown")))
        listing.add(ImageIndex(mediaType: nil, manifests: [attestation]), chosen: [])
        #expect(listing.manifests.isEmpty && !listing.isPartlyFollowed)
    }
}
