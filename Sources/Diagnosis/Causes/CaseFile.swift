internal import Foundation
internal import OCI
internal import Registry

/// Everything that a rule may look at to judge one fault: made once, and pure.
struct CaseFile {
    /// What a backend's tag named, and when it was asked.
    struct TagRead {
        let backend: String
        let isStandby: Bool
        let digest: Digest
        let when: Date?
    }

    let code: FindingCode
    let subject: Diagnosis.Subject
    let scope: Diagnosis.Scope
    let sightings: [Diagnosis.Sighting]
    let others: [Diagnosis.Bystander]
    let storage: StorageEvidence
    let investigation: Investigation?
    /// The backends of the registry, in the order of the configuration.
    let backends: [Backend]
    /// Backends that served, intact, a manifest that names the bytes, though they showed the fault.
    let manifestServedBy: [String]
    /// Other names under which a faulty backend serves the bytes intact, as this run's own claims show.
    let alsoServed: [String]
    /// What each backend's tag named.
    let tagReads: [TagRead]
    /// The end of the run.
    let now: Date

    /// The maps of the backends in front of the storage that have the bytes wrong.
    var badMaps: [BlobMap] { (investigation?.maps ?? []).filter { !$0.isDirect && $0.isBad } }

    var damages: [(map: BlobMap, damage: Damage)] { badMaps.flatMap { map in map.damages.map { (map, $0) } } }

    var standbys: [String] { backends.filter { $0.role == .standby }.map(\.name) }

    var isOfContent: Bool { code.family == .content || !badMaps.isEmpty }

    func slices(of backend: String) -> Int64? { backends.first { $0.name == backend }?.cache?.sliceBytes }

    /// The right bytes are known to have been served once: by whom and when.
    var provenBefore: String? {
        if case .remembered(let date) = investigation?.reference {
            return "it was proven \(DamageWords.age(from: date, to: now))"
        }
        for other in others {
            for case .reused(let date, _, let run, let vantage, _) in other.states.map(\.state) {
                let place = vantage.map { " on \($0)" } ?? ""
                return "\(other.backend) had it intact \(DamageWords.age(from: date, to: now)) (run \(run)\(place))"
            }
        }
        return nil
    }

    // Sentences that several rules use.

    var intactElsewhere: String? {
        let intact = storage.intact
        guard !intact.isEmpty else { return nil }
        let through = storage.intactReadThrough
        let how =
            through.isEmpty
            ? "" : ", \(through.count == intact.count ? "" : "\(through) ")from behind the cache (MISS)"
        return "\(intact) \(intact.verb("serves", "serve")) it intact\(how)"
    }

    var directIsIntact: String? {
        guard case .intact(let direct) = storage.direct else { return nil }
        return "\(direct), the registry itself, serves it intact"
    }

    var directIsBad: String? {
        switch storage.direct {
        case .bad(let direct): "\(direct), the registry itself, serves wrong bytes"
        case .absent(let direct): "\(direct), the registry itself, has not got it"
        case .silent, .intact: nil
        }
    }

    var kept: String? {
        let names = storage.badFromCache
        guard !names.isEmpty else { return nil }
        return "\(names) \(names.verb("sends", "send")) it from the cache (HIT)"
    }

    var readThrough: String? {
        let names = storage.badReadThrough
        guard !names.isEmpty else { return nil }
        let slices = badMaps.flatMap(\.damagedSlices).filter { CacheReply($0.cacheStatus) == .readThrough }
        let what = slices.first.map { " with slice \($0.index)" } ?? ""
        return "\(names) \(names.verb("says", "say")) MISS\(what): the wrong bytes came from behind the cache just now"
    }

    var rightElsewhere: [String] {
        storage.rightElsewhere.map { name in
            let how =
                switch name.reply {
                case .readThrough: ", from behind its cache (MISS)"
                case .kept: " (HIT)"
                case nil: ""
                }
            return "\(name.backend) serves the same bytes right under \(name.repository)\(how)"
        }
    }

    var wrongElsewhere: [String] {
        storage.wrongElsewhere.map { "\($0.backend) serves them wrong under \($0.repository) too" }
    }

    var sameBytes: String? {
        storage.alike == true ? "\(storage.shown) send the same wrong bytes, and caches share no disk" : nil
    }

    var otherBytes: String? {
        storage.allDifferent ? "\(storage.shown) each send other wrong bytes" : nil
    }

    var composed: String? {
        storage.isComposed ? "a right copy can be put together of theirs, so the storage had it right once" : nil
    }
}
