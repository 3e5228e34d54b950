internal import Foundation
internal import OCI
internal import Record

/// What the text of a file most likely is.
struct DocumentGuess {
    private let bytes: [UInt8]
    private let path: String

    init(_ bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    var guess: InputGuess? {
        if isList { return .input(.list, path: path) }
        if let kind = PlatformGuess.kind(of: path) { return .input(kind, path: path) }
        let documents = try? YAMLTree.documents(of: bytes, source: .file(path), doubled: { _ in })
        guard let root = documents?.first(where: { $0.mapping != nil }) else { return nil }
        if let known = object(root) ?? document(root) { return known }
        return hasValues ? .input(.values, path: path) : .yaml
    }

    /// Whether most lines are references.
    private var isList: Bool {
        var references = 0
        var others = 0
        for line in bytes.split(separator: 0x0a) {
            switch ListLine(line, .dockerHub) {
            case .blank: continue
            case .reference: references += 1
            case .fault: others += 1
            }
        }
        return references > others
    }

    /// Something with an API version: a manifest, a kustomization or a chart.
    private func object(_ root: YAMLTree) -> InputGuess? {
        guard let version = root["apiVersion"]?.scalar?.text else { return nil }
        if version.hasPrefix("skaffold/") { return .other(.skaffold) }
        if version.hasPrefix("kustomize.config.k8s.io/") { return .input(.kustomize, path: folder) }
        if root["kind"] != nil { return .input(.manifests, path: path) }
        return root["name"] != nil && root["version"] != nil ? .input(.helm, path: folder) : nil
    }

    private func document(_ root: YAMLTree) -> InputGuess? {
        let name = URL(filePath: path).lastPathComponent
        if root["pins"]?.mapping != nil || root["images"]?.list?.first?["digest"] != nil { return .pins }
        if root["tool"]?.scalar?.text == "blobgate" { return .report }
        if let kind = PlatformGuess.kind(of: root) { return .input(kind, path: path) }
        if root["services"]?.mapping != nil { return .input(.compose, path: path) }
        if root["releases"]?.list != nil { return .input(.helmfile, path: path) }
        if name.lowercased().hasPrefix("kustomization.") { return .input(.kustomize, path: folder) }
        if isScapReport(root) { return .scapReport }
        return OtherFile(OtherFile.Shape(root), name: name).map { .other($0) }
    }

    private func isScapReport(_ root: YAMLTree) -> Bool {
        (root.mapping ?? []).contains { product in
            product.value["flavours"]?.mapping != nil || product.value["by-flavour"]?.mapping != nil
                || (product.value.mapping ?? []).contains {
                    $0.key.hasPrefix("multiversion-") || $0.key.hasPrefix("singleversion-")
                }
        }
    }

    private var hasValues: Bool { (try? ValuesReader.read(bytes, source: .file(path))) != nil }

    /// The folder of the file.
    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
