import Diagnosis
import OCI
import Record
import Release

extension InputGuess {
    /// What it looks like and the option that reads it.
    ///
    /// - Parameters:
    ///   - path: The path as it was given.
    ///   - set: The set of the deploy that the input belongs to.
    func advice(for path: String, in set: ReleaseSet = .new) -> String {
        let shown = ShellText.quoted(path.escapedASCII(limit: 400))
        return switch self {
        case .input(let kind, let path): "it looks like \(kind.name); read it with \(kind.option(path, in: set))"
        case .pins: "it looks like a file of pins; read it with --pins \(shown)"
        case .scapReport: "it looks like a build report of scap; read it with blobgate scap verify --report \(shown)"
        case .report: "it looks like a report of Blobgate, which is no input; blobgate recheck checks that run again"
        case .other(let file): "it \(file)"
        case .yaml:
            "it looks like YAML or JSON; --file reads rendered manifests, --values chart values, --compose a Compose "
                + "file"
        }
    }
}

extension ReleaseInput.Kind {
    /// What a person calls an input of this kind.
    var name: String {
        switch self {
        case .reference: "an image reference"
        case .list: "a list of references"
        case .manifests: "Kubernetes manifests"
        case .layout: "an OCI image layout"
        case .archive: "an archive of an image"
        case .helm: "a Helm chart"
        case .helmfile: "a helmfile"
        case .kustomize: "a kustomization"
        case .values: "the values of a Helm chart"
        case .compose, .composeConfig: "a Compose file"
        case .stack: "the file of a Swarm stack"
        case .ecs: "an ECS task definition"
        case .nomad: "a Nomad job"
        case .quadlet: "Quadlet units of Podman"
        }
    }

    /// The option that reads an input of this kind.
    func option(_ path: String, in set: ReleaseSet) -> String {
        let path = path.escapedASCII(limit: 400)
        return switch set {
        case .new: "--\(rawValue) \(ShellText.quoted(path))"
        case .rollback: "--rollback \(ShellText.quoted("\(rawValue)=\(path)"))"
        }
    }
}

extension PathReference {
    /// What it is instead of a reference, what to write, and how to write an image of this name.
    func message(in set: ReleaseSet = .new) -> String {
        "\(fact): \(guess?.advice(for: path, in: set) ?? unknown(in: set))\(image)"
    }

    /// The same for a command that takes only one image.
    var messageForOne: String { "\(fact); diagnose takes one image or one digest\(image)" }

    private var shown: String { path.escapedASCII(limit: 200) }
    private var fact: String { "\(shown) is a \(isFolder ? "folder" : "file"), not an image reference" }
    private var image: String { isName ? ". For an image of this name, write \(shown):latest" : "" }

    private func unknown(in set: ReleaseSet) -> String {
        let kinds: [ReleaseInput.Kind] = isFolder ? [.manifests, .helm, .kustomize] : [.list, .manifests, .archive]
        let options = kinds.map { "\($0.name) with \($0.option(path, in: set))" }
        return "read \(options.dropLast().joined(separator: ", ")) or \(options.last ?? "")"
    }
}
