internal import OCI
internal import Record
internal import Registry
internal import Release

extension Resolver {
    /// The manifest that a reference by digest names on one backend; `nil` for a tag.
    private func root(_ image: ImageResult, on backend: Backend) -> Claim? {
        image.use.reference.digest.map { digest in
            Claim(
                backend: backend, repository: image.use.reference.repository, digest: digest, size: nil,
                kind: .manifest,
                mediaType: nil)
        }
    }

    /// Finds the references by digest for which an earlier run proved the manifest and found every other reply right that
    /// nodes get before they request it. Nothing is asked for them.
    mutating func findSettledRoots() {
        let nodes = Set(context.nodes.all.map(\.node))
        for image in images {
            for view in image.views {
                guard let root = root(image, on: view.backend), !settledRoots.contains(root),
                    context.manifests.rootNodes(of: root, in: context).isSuperset(of: nodes),
                    context.manifests.outcome(of: root, in: context) != nil
                else { continue }
                settledRoots.insert(root)
            }
        }
    }

    /// Whether nothing is asked for a reference on a backend but what its manifest lists.
    func isSettled(_ image: ImageResult, on backend: Backend) -> Bool {
        root(image, on: backend).map { settledRoots.contains($0) } ?? false
    }

    /// Records for which kinds of nodes the replies before a reference by digest were right. Like a proof, a good result is
    /// forgotten after a bad one (invariant 5).
    func recordRoots() async {
        let nodes = Set(context.nodes.all.map(\.node))
        var roots: [Claim: Bool] = [:]
        for image in images {
            for view in image.views {
                guard let root = root(image, on: view.backend), !settledRoots.contains(root),
                    outcomes[root]?.result.status.isProof == true
                else { continue }
                let isRight = !badPings.contains(view.backend) && !badHeads.contains(root)
                roots[root] = isRight && roots[root] ?? true
            }
        }
        await context.ledger.recordRoots(
            Dictionary(
                roots.map { root, isRight in
                    let isReused = if case .reused = outcomes[root]?.result.status { true } else { false }
                    let known = isReused ? context.manifests.rootNodes(of: root, in: context) : []
                    return (context.path(of: root), isRight ? known.union(nodes) : [])
                }, uniquingKeysWith: { $0.intersection($1) }))
    }
}
