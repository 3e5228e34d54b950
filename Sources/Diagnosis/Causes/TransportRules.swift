internal import Foundation
internal import OCI

/// What is neither the storage nor a cache's file: the way, the name, the moment.
enum WayRules {
    static func middlebox(_ file: CaseFile) -> Hypothesis? {
        let names = file.storage.shown
        let pages = file.damages.compactMap { pair -> String? in
            guard case .text(let opening) = pair.damage.kind else { return nil }
            return
                "\(pair.damage.bytes.inWords) from \(pair.map.backend) are text, \"\(opening.escapedASCII(limit: 40))\""
        }
        let encoded = file.code == .contentEncoded ? "a Content-Encoding was applied though none was asked for" : nil
        let typed =
            file.code == .contentMediaType && file.scope == .some
            ? "only \(names) \(names.verb("answers", "answer")) with this Content-Type" : nil
        let page =
            file.code == .contentSize || file.code == .contentDigest
            ? file.sightings.first(where: \.isText)
                .map { "\($0.backend) answers 200 with a text where a blob belongs" } : nil
        let inFront = file.intactElsewhere.map { "\($0), without it" }
        let facts = pages.prefix(2) + [encoded, typed, page].compactMap(\.self)
        guard !facts.isEmpty else { return nil }
        return Hypothesis(
            .middlebox, encoded != nil || !pages.isEmpty || page != nil ? .likely : .possible, on: names.all,
            "a proxy on the way to \(names) changes or replaces bodies", for: facts.map(Optional.some) + [inFront])
    }

    static func wrongObject(_ file: CaseFile) -> Hypothesis? {
        // A slice with another blob's bytes among right ones is a cache's mistake: under the digest lies the right object.
        let damages = file.damages.filter { pair in
            SlicePlace(pair.damage, in: pair.map)?.fit != .whole
                || !pair.map.stretches.contains { $0.state == .good }
        }
        let named = damages.compactMap { pair -> String? in
            guard case .otherBlob(let digest, let offset) = pair.damage.kind else { return nil }
            return "\(pair.damage.bytes.inWords) from \(pair.map.backend) are those of \(digest.short)"
                + (offset == pair.damage.bytes.lowerBound ? " at the same place" : " from byte \(offset) on")
        }
        let whole = file.damages.compactMap { pair -> String? in
            guard let size = file.investigation?.size, pair.damage.bytes.lowerBound == 0,
                pair.damage.bytes.upperBound == size, pair.damage.kind == .unlike || pair.damage.kind == .unknown
            else { return nil }
            return "the blob from \(pair.map.backend) is wrong from its first to its last byte"
        }
        let header =
            file.code == .contentHeader ? "\(file.storage.shown) names another digest for it in its own reply" : nil
        let names = file.storage.shown
        let all = named.count == file.damages.count && !named.isEmpty
        return Hypothesis(
            .wrongObject, all || header != nil ? .likely : .possible, on: names.all,
            "another object is kept under this digest on \(names)",
            for: named.prefix(2).map(Optional.some) + whole.prefix(1).map(Optional.some) + [
                header, named.isEmpty ? nil : file.intactElsewhere,
            ],
            against: [named.isEmpty || all ? nil : "not all of the damage is that object's"])
    }

    static func flapping(_ file: CaseFile) -> Hypothesis? {
        let names = file.storage.shown
        let halved = file.sightings.filter(\.isOfHead).map(\.backend)
        if file.code == .accessServerError, !halved.isEmpty {
            return Hypothesis(
                .flapping, .possible, on: halved,
                "several machines answer at \(Names(halved)), and one of them is bad, or it refuses every HEAD",
                for: ["\(Names(halved)) answered a GET of the tag, and refused the HEAD that followed"])
        }
        guard file.code == .contentFlapping else { return nil }
        let statuses = file.sightings.compactMap(\.cacheStatus)
        return Hypothesis(
            .flapping, .likely, on: names.all,
            "several machines answer at \(names), and one of them is bad, or the fault comes and goes",
            for: ["two reads of the same path, one after the other, differed"],
            against: [
                statuses.contains { CacheReply($0) == .readThrough }
                    ? "the bad read was a MISS: it may have been wrong behind the cache for a moment" : nil
            ])
    }

    static func tagMoved(_ file: CaseFile) -> Hypothesis? {
        guard file.code == .contentTagDivergence else { return nil }
        let reads = file.tagReads.filter { $0.when != nil }.sorted {
            ($0.when ?? .distantPast) < ($1.when ?? .distantPast)
        }
        guard let first = reads.first, let last = reads.last, let from = first.when, let to = last.when,
            first.digest != last.digest, let turn = reads.firstIndex(where: { $0.digest != first.digest })
        else { return nil }
        // One change in the order of asking is what a push in between would look like.
        guard reads[turn...].allSatisfy({ $0.digest == last.digest }) else { return nil }
        let span = to.timeIntervalSince(from)
        let early = Names(reads[..<turn].map(\.backend))
        let late = Names(reads[turn...].map(\.backend))
        return Hypothesis(
            .tagMoved, span > 5 ? .possible : .unlikely, "the tag was pushed anew while this run read it",
            for: ["\(early) \(early.verb("was", "were")) asked before \(late), and all asked later say the same"],
            against: [span > 5 ? nil : "only \(Int(span * 1000)) ms lie between the first and the last of these reads"])
    }
}

extension Diagnosis.Sighting {
    /// Whether some text came, such as a page for people, by its own type.
    fileprivate var isText: Bool {
        guard let type = contentType?.lowercased(), receivedBytes ?? 0 > 0 else { return false }
        return type.hasPrefix("text/html") || type.hasPrefix("text/plain")
    }
}
