package import Record

extension Fault {
    /// What it means for the deploy, in one or two sentences. Where one kind of node is known to refuse what others may take, it names
    /// that kind.
    package var meaning: String {
        let node = occurrences.lazy.compactMap(\.evidence.refusingNode).first
        switch (code, node) {
        case (.contentUnpack, let node?):
            return "The bytes match the digest, but \(node.rawValue) cannot unpack them. Other kinds of nodes may."
        case (.contentUnpack, nil):
            return "The bytes match the digest, but no node can decompress them: they were built or packed incorrectly."
        case (.contentManifest, let node?):
            return "The bytes match the digest, but \(node.rawValue) does not take them. Other kinds of nodes may."
        case (.contentManifest, nil):
            return "The bytes match the digest, but no client can use them."
        default:
            return code.meaning
        }
    }
}
