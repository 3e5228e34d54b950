internal import OCI
internal import Record

/// Objects in the storage behind a registry, at the paths of the distribution registry.
extension RemedyKit {
    /// The path of the object below the root of the storage; `nil` if the fault covers more than one content.
    private var object: String? {
        guard subject.more == 0 || investigation != nil, let digest = subject.digest else { return nil }
        let hex = digest.encoded
        return "docker/registry/v2/blobs/\(digest.algorithm.name)/\(hex.prefix(2))/\(hex)/data"
    }

    /// Overwrites the object with a saved good copy, and keeps the wrong one next to it.
    var replacingInS3: String? {
        guard let saved = investigation?.savedCopy, let object, ShellText.isPrintable(saved.path) else { return nil }
        return "o=\"${BUCKET:?}/\(object)\"; aws s3 cp \"s3://$o\" \"s3://$o.wrong\" && "
            + "aws s3 cp \(ShellText.quoted(saved.path)) \"s3://$o\""
    }

    /// Moves the wrong object aside, so that a push stores it again: it does not overwrite a stored object.
    func removeObjectAndPush() -> RemedyStep {
        let command = object.flatMap { object -> String? in
            switch storageKind {
            case .s3: "o=\"${BUCKET:?}/\(object)\"; aws s3 mv \"s3://$o\" \"s3://$o.wrong\""
            case .filesystem: "o=\"${ROOT:?}/\(object)\"; mv -n \"$o\" \"$o.wrong\""
            case nil: nil
            }
        }
        return RemedyStep(
            .heal, .removeObjectAndPush(storage: command == nil ? nil : storageKind),
            commands: command.map { [$0] } ?? [])
    }
}
