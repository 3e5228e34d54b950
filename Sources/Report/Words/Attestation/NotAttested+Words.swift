package import Attest
internal import OCI
internal import Record

extension NotAttested {
    /// Why no verdict was signed, without a full stop.
    package var words: String {
        switch self {
        case .command(let command): "\(command.rawValue) verifies no release"
        case .shard(let shard):
            "shard \(shard) proves only part of the release; attest in a run of the whole release, which reuses the proofs of "
                + "the shards"
        case .verdict(let verdict): "the run is \(verdict.rawValue)"
        case .stopped: "a signal ended the run"
        case .digests(let image, 0): "no backend resolves \(Page.ascii(image))"
        case .digests(let image, let count): "the backends resolve \(Page.ascii(image)) to \(count) digests"
        case .noImages: "no image of the run was verified"
        }
    }
}
