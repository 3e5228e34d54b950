internal import Foundation
internal import OCI

/// Says where a blob is wrong, in words.
struct DamageWords {
    let investigation: Investigation
    let now: Date

    /// One sentence for each damage, with the backends that have it, in the order of the maps.
    var places: [String] {
        let bad = investigation.maps.filter(\.isBad)
        var names: [String: [String]] = [:]
        var order: [String] = []
        for map in bad where !map.isOnlySuspected || investigation.structure?.backend != map.backend {
            let words = words(of: map)
            if names[words] == nil { order.append(words) }
            names[words, default: []].append(map.backend)
        }
        var lines = order.map { "\(Names(names[$0] ?? [])): \($0)" }
        if let structure = investigation.structure, lines.isEmpty || bad.allSatisfy(\.isOnlySuspected) {
            lines.append(words(of: structure))
        }
        return lines
    }

    /// What the wrong bytes were measured against.
    var reference: String {
        switch investigation.reference {
        case .copy(let backend):
            investigation.maps.contains { $0.backend == backend && $0.isBad }
                ? "compared with another read of \(backend)" : "compared with \(backend)"
        case .remembered(let date): "compared with the proof of \(Self.age(from: date, to: now))"
        case .composed:
            "compared with a right copy put together of theirs"
                + (investigation.composition.map { " (\(Self.counted($0.combinations, "try", "tries")))" } ?? "")
        case .none: "with no right copy to compare with"
        }
    }

    private func words(of map: BlobMap) -> String {
        let shown = map.damages.prefix(2).map { words(of: $0, in: map) }
        let more = map.damages.count - shown.count
        let rest = more > 0 ? ["and \(Self.counted(more, "more place", "more places"))"] : []
        let stored = map.storedSize.map { ["its copy has \($0) bytes of \(investigation.size)"] } ?? []
        let cut = map.damages.contains { if case .cutTail = $0.kind { true } else { false } }
        return ((cut ? [] : stored) + shown + rest).joined(separator: "; ")
    }

    private func words(of damage: Damage, in map: BlobMap) -> String {
        var place = SlicePlace(damage, in: map).map { ", \($0.words)" } ?? ""
        if case .cutTail = damage.kind { place = place.isEmpty ? "" : ", in slice \(cutSlice(damage, map))" }
        return Self.words(of: damage) + place
    }

    private func cutSlice(_ damage: Damage, _ map: BlobMap) -> Int64 {
        SlicePlace(damage, in: map)?.slices.first?.index ?? 0
    }

    /// The damage alone: what it looks like, from where to where, how much differs.
    static func words(of damage: Damage) -> String {
        let bytes = damage.bytes.inWords
        switch damage.kind {
        case .flippedBit(let byte, let bit): return "one flipped bit, bit \(bit) of byte \(byte)"
        case .zeros(let range) where !damage.isExact && range != damage.bytes:
            return "wrong somewhere in \(bytes), where \(range.inWords) are zeros"
        case .zeros(let range): return "zeros in \(range.inWords)\(count(of: damage, "wrong"))"
        case .cutTail(let end): return "its copy ends at byte \(end), \(damage.bytes.upperBound - end) too early"
        case .shifted(let by):
            return "\(bytes) are right ones that stand \(by.magnitude) too \(by < 0 ? "late" : "early")"
        case .repeated(let start):
            return "\(bytes) repeat those from \(start) on\(count(of: damage, "wrong"))"
        case .otherBlob(let digest, let offset):
            return "\(bytes) are those of blob \(digest.short) from \(offset) on"
        case .text(let opening): return "\(bytes) are text, \"\(opening.escapedASCII(limit: 40))\""
        case .unlike: return "\(bytes) differ\(count(of: damage, ""))"
        case .unknown:
            return damage.isExact ? "\(bytes) differ\(count(of: damage, ""))" : "wrong somewhere in \(bytes)"
        }
    }

    private static func count(of damage: Damage, _ word: String) -> String {
        let all = Int64(damage.bytes.count)
        let word = word.isEmpty ? "" : " \(word)"
        return damage.differing.map { $0 < all ? " (\($0) of \(all)\(word))" : " (all \(all)\(word))" } ?? " (\(all))"
    }

    private func words(of structure: Investigation.StructureView) -> String {
        guard let byte = structure.damagedBy else {
            return "\(structure.backend): the layer's own structure is whole to the end, which does not say that its "
                + "bytes are right"
        }
        let reason = structure.reason.map { " (\($0))" } ?? ""
        return "\(structure.backend): wrong at or before byte \(byte), where the layer's structure breaks\(reason)"
    }

    static func age(from date: Date, to now: Date) -> String {
        let seconds = max(0, now.timeIntervalSince(date))
        if seconds < 3600 { return "\(Int(seconds / 60)) min ago" }
        return seconds < 48 * 3600 ? "\(Int(seconds / 3600)) h ago" : "\(Int(seconds / 86_400)) days ago"
    }

    static func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
}

extension Range<Int64> {
    /// `byte 7`, `bytes 7-12`, first and last.
    var inWords: String {
        count == 1 ? "byte \(lowerBound)" : "bytes \(lowerBound)-\(Swift.max(lowerBound, upperBound - 1))"
    }
}

extension BlobMap {
    /// Whether the look found this backend's copy wrong.
    var isBad: Bool { !damages.isEmpty || storedSize != nil }

    /// Whether no damage of it was seen as bytes.
    var isOnlySuspected: Bool {
        damages.allSatisfy { $0.kind == .unknown && !$0.isExact } && storedSize == nil
    }

    /// Whether all of these bytes were looked at and are right.
    func isGood(_ bytes: Range<Int64>) -> Bool {
        guard !bytes.isEmpty else { return false }
        var reached = bytes.lowerBound
        for stretch in stretches where stretch.bytes.overlaps(bytes) {
            guard stretch.state == .good, stretch.bytes.lowerBound <= reached else { return false }
            reached = stretch.bytes.upperBound
        }
        return reached >= bytes.upperBound
    }
}
