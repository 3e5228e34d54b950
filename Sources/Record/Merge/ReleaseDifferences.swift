internal import OCI

/// The differences that show that two shards are not of the same release.
struct ReleaseDifferences {
    let one: ShardFile
    let other: ShardFile

    var all: [MergeFault] {
        let images = images
        // Differences that only follow from different images are not listed.
        return settings + registries + (images.isEmpty ? tags : images)
    }

    private var settings: [MergeFault] {
        MergeFault.Setting.allCases.compactMap { setting in
            let (left, right) = (setting.value(of: one.run), setting.value(of: other.run))
            guard left != right else { return nil }
            return .differ(
                setting: setting, one: .init(value: left, file: one.name), other: .init(value: right, file: other.name))
        }
    }

    private var registries: [MergeFault] {
        let (left, right) = (Self.backends(one.run), Self.backends(other.run))
        return Set(left.keys).union(right.keys).sorted().compactMap { name in
            let (here, there) = (left[name] ?? [], right[name] ?? [])
            // DNS may list them in any order.
            guard Set(here) != Set(there) else { return nil }
            return .backendsDiffer(
                registry: name, one: .init(backends: here, file: one.name),
                other: .init(backends: there, file: other.name))
        }
    }

    private static func backends(_ run: Run) -> [RegistryName: [Run.Backend]] {
        Dictionary(run.registries.map { ($0.name, $0.backends) }) { $0 + $1 }
    }

    private var images: [MergeFault] {
        missing(one, in: other) + missing(other, in: one)
    }

    private func missing(_ here: ShardFile, in there: ShardFile) -> [MergeFault] {
        var rest: [ImageReference: Int] = [:]
        for image in there.run.images { rest[image.reference, default: 0] += 1 }
        return here.run.images.compactMap { image in
            if let count = rest[image.reference], count > 0 {
                rest[image.reference] = count - 1
                return nil
            }
            return .imageMissing(image.reference, in: here.name, from: there.name)
        }
    }

    private var tags: [MergeFault] {
        let others = Dictionary(other.run.images.map { ($0.reference, $0) }) { first, _ in first }
        return one.run.images.flatMap { image -> [MergeFault] in
            guard let same = others[image.reference] else { return [] }
            return image.views.compactMap { view in
                guard let here = view.digest,
                    let there = same.views.first(where: { $0.backend == view.backend })?.digest, here != there
                else { return nil }
                return .tagMoved(
                    image.reference, backend: view.backend, one: .init(digest: here, file: one.name),
                    other: .init(digest: there, file: other.name))
            }
        }
    }
}

extension MergeFault.Setting {
    fileprivate func value(of run: Run) -> String? {
        switch self {
        case .version: run.version
        case .platforms: run.platforms.isEmpty ? nil : run.platforms.map(\.description).joined(separator: ", ")
        case .depth: run.policy.depth.rawValue
        case .nodes: (run.policy.nodes ?? NodeKinds.standard.all).map(\.rawValue).joined(separator: ", ")
        case .referrers: run.policy.referrers ? "on" : "off"
        case .undecided: run.policy.undecided.rawValue
        case .rollback: run.policy.rollback.rawValue
        case .flapping: run.policy.flapping.description
        case .spot: run.policy.spot?.description
        case .hold: run.policy.holdMilliseconds.map { "\($0) ms" }
        }
    }
}
