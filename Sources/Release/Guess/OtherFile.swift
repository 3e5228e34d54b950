internal import Foundation
internal import Yams

/// A file of a well-known format that holds no Kubernetes objects, and in most cases is no input of a release, although it
/// may name images.
package enum OtherFile: Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case gitLabCI
    case gitHubWorkflow
    case gitHubAction
    case circleCI
    case helmfile
    case packageJSON
    case skaffold
    case terraform
    case dockerfile
    case devContainer
    case openAPI
    case toolSettings
    /// An input, but of a platform other than Kubernetes.
    case ecsTask
    case nomadJob

    /// What it is and what to pass instead, after `it `.
    package var description: String {
        switch self {
        case .gitLabCI:
            "is a GitLab CI configuration, whose images run jobs; pass what the jobs deploy, rendered"
        case .gitHubWorkflow:
            "is a GitHub workflow, whose images run jobs; pass what the jobs deploy, rendered"
        case .gitHubAction: "is a GitHub action; pass what the workflow deploys, rendered"
        case .circleCI: "is a CircleCI configuration, whose images run jobs; pass what the jobs deploy, rendered"
        case .helmfile: "is a helmfile; pass it with --helmfile FILE"
        case .packageJSON: "is the package.json of a Node.js project, which names no image"
        case .skaffold: "is a Skaffold configuration; pass the output of skaffold render (-f -)"
        case .terraform:
            "is Terraform's; list the images of its plan (terraform show -json) in a file and pass it with --from FILE"
        case .dockerfile: "builds an image; pass the reference that the image is pushed to"
        case .devContainer: "describes a development container, which no release starts"
        case .openAPI: "is the description of an API, which names no image"
        case .ecsTask: "is an ECS task definition; pass it with --ecs FILE"
        case .nomadJob: "is a Nomad job; pass it with --nomad FILE"
        case .toolSettings: "is the settings of a development tool, which name no image"
        }
    }

    /// The top level of a file.
    struct Shape {
        enum Value {
            case text(String)
            case list
            case mapping(Set<String>)
        }

        let values: [String: Value]

        func isList(_ key: String) -> Bool { if case .list? = values[key] { true } else { false } }
        func isMapping(_ key: String) -> Bool { if case .mapping? = values[key] { true } else { false } }
        /// Whether a key is a list, at the top or in the mapping of another key.
        func isList(_ key: String, alsoIn outer: String) -> Bool {
            if case .mapping(let keys)? = values[outer] { keys.contains(key) } else { isList(key) }
        }

        func has(_ keys: String...) -> Bool { keys.contains { values[$0] != nil } }

        func text(_ key: String) -> String? {
            guard case .text(let text)? = values[key] else { return nil }
            return text
        }
    }

    /// The format that the name of a file alone shows; such a file need not be YAML.
    init?(name: String) {
        let name = name.lowercased()
        let isStructured = [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        if [".tf", ".tfvars", ".tf.json", ".tfvars.json", ".tfstate"].contains(where: { name.hasSuffix($0) }) {
            self = .terraform
        } else if !isStructured, ["dockerfile", "containerfile"].contains(where: { name.hasPrefix($0) }) {
            self = .dockerfile
        } else if name == "devcontainer.json" || name == ".devcontainer.json" {
            self = .devContainer
        } else if name == "package.json" || name == "package-lock.json" {
            self = .packageJSON
        } else if ["tsconfig.json", "jsconfig.json", "renovate.json"].contains(name) || name.hasPrefix("tsconfig.") {
            self = .toolSettings
        } else if name.hasPrefix(".gitlab-ci.") {
            self = .gitLabCI
        } else {
            return nil
        }
    }

    /// The format that the content of a file shows.
    init?(_ shape: Shape, name: String) {
        if shape.text("apiVersion")?.hasPrefix("skaffold/") == true {
            self = .skaffold
        } else if shape.has("apiVersion") {
            return nil
        } else if shape.has("on"), shape.isMapping("jobs") {
            self = .gitHubWorkflow
        } else if shape.isMapping("runs"), shape.has("name"), shape.has("inputs", "outputs", "description") {
            self = .gitHubAction
        } else if shape.has("version"), shape.has("workflows", "orbs"), shape.has("jobs", "workflows") {
            self = .circleCI
        } else if Self.isGitLab(shape) {
            self = .gitLabCI
        } else if shape.isList("releases") || shape.has("helmDefaults", "helmfiles")
            || name.lowercased().hasPrefix("helmfile.")
        {
            self = .helmfile
        } else if shape.has("terraform_version") || shape.isMapping("terraform"), !shape.has("image", "images") {
            self = .terraform
        } else if shape.has("dependencies", "devDependencies", "scripts"), shape.text("name") != nil,
            shape.text("version") != nil
        {
            self = .packageJSON
        } else if shape.isList("containerDefinitions", alsoIn: "taskDefinition") {
            self = .ecsTask
        } else if shape.isList("TaskGroups", alsoIn: "Job") {
            self = .nomadJob
        } else if shape.has("openapi", "swagger"), shape.has("paths", "info") {
            self = .openAPI
        } else {
            return nil
        }
    }

    /// Whether some mapping is a job of GitLab.
    private static func isGitLab(_ shape: Shape) -> Bool {
        if shape.isMapping("services") { return false }
        let marks: Set = ["stage", "rules", "only", "except", "needs", "before_script", "artifacts", "extends"]
        return shape.values.values.contains { value in
            guard case .mapping(let keys) = value, keys.contains("script") else { return false }
            return shape.isList("stages") || !keys.isDisjoint(with: marks)
        }
    }
}

extension OtherFile.Shape {
    /// The top level of a document, read without following merges.
    init(_ mapping: Node.Mapping) {
        var values: [String: Value] = [:]
        for index in mapping.indices {
            guard case .scalar(let key) = mapping[index].key else { continue }
            switch mapping[index].value {
            case .scalar(let scalar): values[key.string] = .text(scalar.string)
            case .sequence: values[key.string] = .list
            case .mapping(let inner): values[key.string] = .mapping(Set(inner.keys.compactMap { $0.scalar?.string }))
            case .alias: continue
            }
        }
        self.init(values: values)
    }

    init(_ tree: YAMLTree) {
        var values: [String: Value] = [:]
        for entry in tree.mapping ?? [] {
            switch entry.value.content {
            case .scalar(let scalar): values[entry.key] = .text(scalar.text)
            case .list: values[entry.key] = .list
            case .mapping(let inner): values[entry.key] = .mapping(Set(inner.map(\.key)))
            }
        }
        self.init(values: values)
    }
}
