internal import OCI
internal import Record

/// Objects in the storage behind a registry, at the paths of the distribution registry.
extension RemedyKit {
    /// Overwrites the object with a saved good copy, and keeps the wrong one next to it.
    func replacingInS3(with file: String) -> String? {
        guard let object = objectPath, ShellText.isPrintable(file) else { return nil }
        return "o=\"${BUCKET:?}/\(object)\"; aws s3 cp \"s3://$o\" \"s3://$o.wrong\" && "
            + "aws s3 cp \(ShellText.quoted(file)) \"s3://$o\""
    }

    /// Moves the wrong object aside, so that a push stores it again: it does not overwrite a stored object.
    ///
    /// - Parameter otherwise: The storage that the command is for if none is configured.
    func removeObjectAndPush(
        _ when: StepAction.Replacement = .now, otherwise: StorageKind? = nil
    ) -> RemedyStep {
        let storage = objectPath == nil ? nil : storageKind ?? otherwise
        let command = objectPath.flatMap { object -> String? in
            switch storage {
            case .s3: "o=\"${BUCKET:?}/\(object)\"; aws s3 mv \"s3://$o\" \"s3://$o.wrong\""
            case .filesystem: "o=\"${ROOT:?}/\(object)\"; mv -n \"$o\" \"$o.wrong\""
            case nil: nil
            }
        }
        return RemedyStep(
            .heal, .removeObjectAndPush(content: content, when: when, storage: storage),
            commands: command.map { [$0] } ?? [])
    }
}
