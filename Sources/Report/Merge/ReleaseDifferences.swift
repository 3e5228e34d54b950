internal import Gate

/// Whether the reports of two shards are of one release, looked at in one way: what differs, a sentence each.
struct ReleaseDifferences {
    let one: ShardReport
    let other: ShardReport

    var all: [String] {
        let settings = settings
        let images = images
        // What follows from other images is not told beside them.
        return settings + registries + (images.isEmpty ? tags : images)
    }

    private func differ(_ what: String, _ left: String, _ right: String) -> [String] {
        left == right ? [] : ["\(what) differ: \(left) in \(one.name), \(right) in \(other.name)"]
    }

    private var settings: [String] {
        let (left, right) = (one.run, other.run)
        let platforms = { (run: RunWire) in run.platforms.isEmpty ? "all" : run.platforms.joined(separator: ", ") }
        let hold = { (run: RunWire) in run.policy.holdMilliseconds.map { "\($0) ms" } ?? "none" }
        return differ("the versions of blobgate", left.version, right.version)
            + differ("the platforms", platforms(left), platforms(right))
            + differ("the depths", left.depth, right.depth)
            + differ("the policies of referrers", "\(left.referrers ?? false)", "\(right.referrers ?? false)")
            + differ("the policies of undecided", left.policy.undecided, right.policy.undecided)
            + differ("the policies of rollback", left.policy.rollback ?? "none", right.policy.rollback ?? "none")
            + differ("the policies of flapping", left.policy.flapping, right.policy.flapping)
            + differ("the policies of spot", left.policy.spot ?? "none", right.policy.spot ?? "none")
            + differ("the policies of hold", hold(left), hold(right))
    }

    private var registries: [String] {
        let (left, right) = (Self.backends(one.run), Self.backends(other.run))
        return Set(left.keys).union(right.keys).sorted().flatMap { name in
            differ(
                "the backends of \(name)", left[name]?.joined(separator: ", ") ?? "none",
                right[name]?.joined(separator: ", ") ?? "none")
        }
    }

    /// By registry; DNS may tell them in any order.
    private static func backends(_ run: RunWire) -> [String: [String]] {
        Dictionary(
            run.registries.map { registry in
                (
                    registry.name,
                    registry.backends.map { backend in
                        let cache = backend.cache.map { " caching by \($0.kind) \($0.key ?? "")" } ?? ""
                        return "\(backend.name) at \(backend.scheme)://\(backend.address) (\(backend.role)\(cache))"
                    }.sorted()
                )
            }
        ) { $0 + $1 }
    }

    private var images: [String] {
        let (left, right) = (one.run.images.map(\.reference), other.run.images.map(\.reference))
        guard left.sorted() != right.sorted() else { return [] }
        return missing(left, one, in: right, other) + missing(right, other, in: left, one)
    }

    private func missing(
        _ references: [String], _ here: ShardReport, in others: [String], _ there: ShardReport
    ) -> [String] {
        var rest = others
        return references.compactMap { reference in
            if let place = rest.firstIndex(of: reference) {
                rest.remove(at: place)
                return nil
            }
            return "the images differ: \(reference) is in \(here.name) and not in \(there.name)"
        }
    }

    /// A name that led two shards to different content has moved between them: neither has proven the other's.
    private var tags: [String] {
        let others = Dictionary(other.run.images.map { ($0.reference, $0) }) { first, _ in first }
        return one.run.images.flatMap { image -> [String] in
            guard let same = others[image.reference] else { return [] }
            let views = Dictionary(same.backends.map { ($0.backend, $0) }) { first, _ in first }
            return image.backends.compactMap { view in
                guard let here = view.digest, let there = views[view.backend]?.digest, here != there else { return nil }
                return
                    "\(image.reference) names \(here) on \(view.backend) in \(one.name), and \(there) in \(other.name): "
                    + "the tag moved between the shards; run them again, or name the image by its digest"
            }
        }
    }
}
