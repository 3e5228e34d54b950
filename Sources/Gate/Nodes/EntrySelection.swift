internal import OCI
internal import Record

/// The entries of an index that a node of one platform pulls, by their places.
struct EntrySelection: Hashable {
    /// Those that it fetches. A fault of any of them fails the pull.
    var fetched: [Int] = []
    /// Those of `fetched` that are its image, as far as the index says.
    var matching: [Int] = []
}

extension NodeRules {
    /// The entries that nodes of a platform pull.
    ///
    /// - Parameter isList: Whether it is a Docker manifest list, in which every entry states a platform.
    func selection(from children: [Descriptor], isList: Bool, for requested: Platform) -> EntrySelection {
        switch entries {
        case .everyMatch: everyMatch(children, requested)
        case .bestExact: bestExact(children, isList, requested)
        case .bestRunnable: bestRunnable(children, requested)
        }
    }

    /// Every entry that matches. Those without a platform are fetched too, and their configurations decide.
    private func everyMatch(_ children: [Descriptor], _ requested: Platform) -> EntrySelection {
        let matching = children.indices.filter { number in
            children[number].needsNoFeatures(of: requested)
                && children[number].platform?.isTaken(byNodesOf: requested) == true
        }
        return EntrySelection(
            fetched: children.indices.filter { children[$0].platform == nil || matching.contains($0) },
            matching: matching)
    }

    /// The entry of the best platform; of equal ones Zstandard, then the first. In an OCI index one without a platform will do.
    private func bestExact(_ children: [Descriptor], _ isList: Bool, _ requested: Platform) -> EntrySelection {
        let wanted = requested.exactCandidates
        let ranked = children.enumerated().compactMap { number, child -> (rank: Int, gzip: Int, number: Int)? in
            let gzip = !isList && child.annotations["io.github.containers.compression.zstd"] == "true" ? 0 : 1
            guard let platform = child.platform else { return isList ? nil : (wanted.count, gzip, number) }
            let rank = wanted.firstIndex {
                $0.os == platform.os && $0.architecture == platform.architecture && $0.variant == platform.variant
            }
            return rank.map { ($0, gzip, number) }
        }
        let best =
            ranked.min { ($0.rank, $0.gzip, $0.number) < ($1.rank, $1.gzip, $1.number) }.map { [$0.number] } ?? []
        return EntrySelection(fetched: best, matching: best)
    }

    /// The first entry of the best platform that the CPU can run; one without a platform comes last. CPUs of one platform differ,
    /// so the choice of each is fetched, but only one that they all can run is the image.
    private func bestRunnable(_ children: [Descriptor], _ requested: Platform) -> EntrySelection {
        let choices = requested.runnableCandidates.map { best(of: children, in: $0, requested) }
        return EntrySelection(
            fetched: Set(choices.compactMap { $0 }).sorted(), matching: (choices.first ?? nil).map { [$0] } ?? [])
    }

    private func best(of children: [Descriptor], in wanted: [Platform], _ requested: Platform) -> Int? {
        let ranked = children.enumerated().compactMap { number, child -> (rank: Int, number: Int)? in
            guard let platform = child.platform, !(platform.os.isEmpty && platform.architecture.isEmpty) else {
                return (wanted.count, number)
            }
            guard child.needsNoFeatures(of: requested) else { return nil }
            return wanted.firstIndex(where: platform.isTaken).map { ($0, number) }
        }
        return ranked.min { ($0.rank, $0.number) < ($1.rank, $1.number) }?.number
    }
}

extension Descriptor {
    /// Hosts declare no features. The only one that Windows images require is ignored there.
    fileprivate func needsNoFeatures(of requested: Platform) -> Bool {
        osFeatures.allSatisfy { $0 == "win32k" && requested.os.lowercased() == "windows" }
    }
}

extension Platform {
    /// The platforms that containers/image takes, best first. It compares them as they are written.
    fileprivate var exactCandidates: [Platform] {
        let own = normalized
        let known: [String]? =
            switch own.architecture {
            case "arm64": ["v8"]
            case "arm": ["v8", "v7", "v6", "v5"]
            default: nil
            }
        let variants = known.map { list in list.drop { own.architecture == "arm" && $0 != own.variant } } ?? []
        return (variants.map(Optional.some) + [nil]).map {
            Platform(os: own.os, architecture: own.architecture, variant: $0)
        }
    }

    /// The platforms that containerd's `platforms.Only` and dockerd take, best first, for each CPU that may be behind this
    /// platform: the one with the fewest features first.
    fileprivate var runnableCandidates: [[Platform]] {
        let own = normalized
        func same(_ architecture: String, _ variant: Int? = nil) -> Platform {
            Platform(
                os: own.os, architecture: architecture, variant: variant.map { "v\($0)" }, osVersion: osVersion)
        }
        func down(_ architecture: String, from variant: Int, to last: Int) -> [Platform] {
            stride(from: variant, through: last, by: -1).map { same(architecture, $0) }
        }
        let number = own.variant.flatMap { Int($0.drop { $0 == "v" }) }
        switch own.architecture {
        case "amd64":
            let levels = variant == nil ? Array(1...4) : [min(max(number ?? 1, 1), 4)]
            return levels.map { down("amd64", from: $0, to: 1) + [same("386")] }
        case "arm64": return [[own] + down("arm", from: 8, to: 5)]
        case "arm": return [down("arm", from: min(max(number ?? 7, 5), 8), to: 5)]
        default: return [[own]]
        }
    }
}
