/// Which platform a file is for, judged by its name and shape. Only for messages.
enum PlatformGuess {
    /// By the name alone.
    static func kind(of path: String) -> ReleaseInput.Kind? {
        let name = path.split(separator: "/").last ?? ""
        let endings = [".container", ".quadlets", ".kube", ".volume", ".image"]
        return endings.contains(where: name.hasSuffix) && !name.hasPrefix(".") ? .quadlet : nil
    }

    /// By the keys of a document.
    static func kind(of root: YAMLTree) -> ReleaseInput.Kind? {
        if (root["taskDefinition"] ?? root)["containerDefinitions"]?.list != nil { return .ecs }
        let resources = root["Resources"]?.mapping ?? []
        if resources.contains(where: { $0.value["Type"]?.scalar?.text == "AWS::ECS::TaskDefinition" }) { return .ecs }
        return (root["Job"] ?? root)["TaskGroups"]?.list != nil ? .nomad : nil
    }
}
