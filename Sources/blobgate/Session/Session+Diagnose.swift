import Gate
import Ledger
import OCI
import Record
import Release

extension Session {
    /// Opens a session for `diagnose`, with the digest of the content if there is only one.
    static func diagnose(_ command: DiagnoseCommand) async throws -> (session: Session, wanted: Digest?) {
        var setup = try Setup(place: command.place, policy: .of(command.effort))
        // A diagnosis never holds, and its verdict is reported unchanged.
        setup.policy.hold = nil
        setup.policy.undecided = .block
        setup.policy.readsAll = true
        if !setup.policy.depth.provesBlobs { setup.policy.depth = .full }
        let (store, ledgerNotices) = setup.openLedger()
        var notices = ledgerNotices
        let images: [ImageUse]
        let focus: Focus
        if let digest = try await command.bareDigest?.digest(in: store) {
            let found = try await ContentLocator(
                digest: digest, registry: command.registry.flatMap { RegistryName($0) },
                repository: command.repository.flatMap { RepositoryName($0) }
            ).find(in: store)
            images = found.images.map { ImageUse(reference: $0, origins: [.argument(1)]) }
            focus = .bare(digest, size: found.size, kind: found.kind)
            notices += found.notices
        } else {
            let shortNames = try setup.shortNames()
            do throws(InputError) {
                images = try ReleaseReader.fromArguments([command.subject], shortNames: shortNames)
            } catch {
                throw CommandFailure(error)
            }
            if let wanted = command.digest {
                focus = .content(try await DigestArgument(parsing: wanted).digest(in: store))
            } else {
                focus = try await blob(named: images.first?.reference, in: store) ?? .images
            }
        }
        let inputs = StoredInputs(
            images: images, platforms: try setup.platforms(command.platforms), backends: command.place.backends,
            mirrors: try NodeFiles(flags: command.place.mirrors).flags, config: setup.configurationFile,
            depth: setup.policy.depth, foreign: setup.policy.foreign, focus: StoredInputs.StoredFocus(focus))
        let session = try await Session(
            inputs, images: images, command: .diagnose, recheckOf: nil, setup: setup, store: store, notices: notices,
            output: command.output, saveGood: command.save.path)
        return (session, focus.digest)
    }

    /// The focus for a reference by digest, if the ledger knows the digest as that of a blob.
    private static func blob(named reference: ImageReference?, in store: LedgerStore?) async throws -> Focus? {
        guard let reference, let digest = reference.digest else { return nil }
        let finder = ContentLocator(digest: digest, registry: reference.registry, repository: reference.repository)
        let found = try await finder.find(in: store)
        guard let kind = found.kind, kind != .manifest else { return nil }
        return .bare(digest, size: found.size, kind: kind)
    }
}
