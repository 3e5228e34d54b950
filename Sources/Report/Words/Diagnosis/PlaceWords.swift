internal import Foundation
internal import OCI
internal import Record

/// Words where a blob is wrong.
enum PlaceWords {
    /// One sentence per distinct damage, with the backends that have it, in the order of the maps.
    static func places(_ investigation: Investigation) -> [String] {
        let bad = investigation.maps.filter(\.isBad)
        var names: [String: [String]] = [:]
        var order: [String] = []
        for map in bad where !map.isOnlySuspected || investigation.structure?.backend != map.backend {
            let words = text(map, size: investigation.size)
            if names[words] == nil { order.append(words) }
            names[words, default: []].append(map.backend)
        }
        var lines = order.map { "\(Names(names[$0] ?? [])): \($0)" }
        if let structure = investigation.structure, lines.isEmpty || bad.allSatisfy(\.isOnlySuspected) {
            lines.append(text(structure))
        }
        return lines
    }

    /// What the wrong bytes were compared with.
    static func reference(_ investigation: Investigation, now: Date) -> String {
        switch investigation.reference {
        case .copy(let backend):
            investigation.maps.contains { $0.backend == backend && $0.isBad }
                ? "compared with another read of \(backend)" : "compared with \(backend)"
        case .remembered(let date): "compared with the proof of \(age(from: date, to: now))"
        case .composed:
            "compared with a good copy assembled from their pieces"
                + (investigation.composition.map { " (\(counted($0.combinations, "try", "tries")))" } ?? "")
        case .none: "with no good copy to compare with"
        }
    }

    /// The damage alone: its kind, its range and how many bytes differ.
    static func text(_ damage: Damage) -> String {
        let bytes = damage.bytes.inWords
        switch damage.kind {
        case .flippedBit(let byte, let bit): return "one flipped bit, bit \(bit) of byte \(byte)"
        case .zeros(let range) where !damage.isExact && range.wrappedValue != damage.bytes:
            return "wrong somewhere in \(bytes), where \(range.wrappedValue.inWords) are zeros"
        case .zeros(let range): return "zeros in \(range.wrappedValue.inWords)\(count(of: damage, "wrong"))"
        case .cutTail(let end):
            return "its copy ends at byte \(end), \(damage.bytes.upperBound - max(0, end)) too early"
        case .shifted(let by):
            return "\(bytes) are right bytes, \(by.magnitude) too \(by < 0 ? "late" : "early")"
        case .repeated(let start):
            return "\(bytes) repeat those from \(start) on\(count(of: damage, "wrong"))"
        case .otherBlob(let digest, let offset):
            return "\(bytes) are those of blob \(digest.short) from \(offset) on"
        case .text(let opening): return "\(bytes) are text, \"\(opening.escapedASCII(limit: 40))\""
        case .unknown where !damage.isExact: return "wrong somewhere in \(bytes)"
        case .unlike, .unknown:
            return damage.bytes.count == 1 ? "\(bytes) differs" : "\(bytes) differ\(count(of: damage, ""))"
        }
    }

    /// `slice 35`, `slices 8 and 12`, `slices 3-9`.
    static func text(_ slices: SliceNumbers) -> String {
        guard slices.count > 1, let first = slices.first.first else { return "slice \(slices.last)" }
        let isRow = slices.count > 2 && slices.isRow
        return "slices "
            + (isRow
                ? "\(first)-\(slices.last)" : "\(Names(first: slices.first.map(String.init), count: slices.count))")
    }

    static func age(from date: Date, to now: Date) -> String {
        let seconds = max(0, now.timeIntervalSince(date))
        if seconds < 60 { return "less than a minute ago" }
        if seconds < 3600 { return "\(Int(seconds / 60)) min ago" }
        return seconds < 48 * 3600 ? "\(Int(seconds / 3600)) h ago" : "\(Int(seconds / 86_400)) days ago"
    }

    static func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }

    private static func text(_ map: BlobMap, size: Int64) -> String {
        let shown = map.damages.prefix(2).map { text($0, in: map) }
        let more = map.damages.count - shown.count
        let rest = more > 0 ? ["and \(counted(more, "more place", "more places"))"] : []
        let stored = map.storedSize.map { ["its copy has \($0) bytes of \(size)"] } ?? []
        let cut = map.damages.contains { if case .cutTail = $0.kind { true } else { false } }
        return ((cut ? [] : stored) + shown + rest).joined(separator: "; ")
    }

    private static func text(_ damage: Damage, in map: BlobMap) -> String {
        guard let place = SlicePlace(damage, in: map) else { return text(damage) }
        if case .cutTail = damage.kind { return "\(text(damage)), in slice \(place.first)" }
        return "\(text(damage)), \(text(place))"
    }

    /// `to the end of slice 35 (HIT)`.
    private static func text(_ place: SlicePlace) -> String {
        let lead =
            switch place.fit {
            case .whole: "the whole of "
            case .toTheEnd: "to the end of "
            case .within: "within "
            case .across: "over "
            }
        let names = place.first == place.last ? "slice \(place.first)" : "slices \(place.first)-\(place.last)"
        return lead + names + (place.status.map { " (\($0))" } ?? "")
    }

    private static func count(of damage: Damage, _ word: String) -> String {
        let all = Int64(damage.bytes.count)
        let word = word.isEmpty ? "" : " \(word)"
        return damage.differing.map { $0 < all ? " (\($0) of \(all)\(word))" : " (all \(all)\(word))" } ?? " (\(all))"
    }

    private static func text(_ structure: Investigation.StructureView) -> String {
        guard let byte = structure.damagedBy else {
            return "\(structure.backend): the layer's structure is intact to the end, which does not prove that its "
                + "bytes are right"
        }
        let reason = structure.reason.map { " (\($0))" } ?? ""
        return "\(structure.backend): wrong at or before byte \(byte), where the layer's structure breaks\(reason)"
    }
}

extension Range<Int64> {
    /// `byte 7`, `bytes 7-12`, first and last.
    var inWords: String {
        count == 1 ? "byte \(lowerBound)" : "bytes \(lowerBound)-\(Swift.max(lowerBound, upperBound - 1))"
    }
}
