package import OCI
package import Record

/// Reads the images of Amazon ECS task definitions: the JSON of the API and the command line, the files of CodePipeline,
/// and the task definitions of a CloudFormation template.
package enum TaskReader {
    /// Reads a file; `-` is standard input.
    package static func read(_ path: String, shortNames: ShortNames = .dockerHub) throws(InputError) -> InputReading {
        let source: InputSource = path == "-" ? .standardInput : .file(path)
        return try read(
            try BoundedFile.read(source, limit: ValuesReader.limit), source: source, shortNames: shortNames)
    }

    /// Reads a file from memory.
    package static func read(
        _ bytes: [UInt8], source: InputSource, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> InputReading {
        var images = FieldImages(shortNames: shortNames)
        var isTask = false
        for document in try YAMLTree.documents(of: bytes, source: source) {
            for task in tasks(document) {
                isTask = true
                read(task, into: &images)
            }
        }
        guard isTask else {
            throw InputError(
                source,
                .structure("not a task definition: it has no containerDefinitions, and no AWS::ECS::TaskDefinition"))
        }
        return try images.reading(source, empty: "no container of the task definition has an image")
    }

    /// The containers of a task definition, with its name.
    private struct Task {
        let name: String?
        let containers: YAMLTree
    }

    private static func tasks(_ root: YAMLTree) -> [Task] {
        // The list alone, as templates of Terraform and the files of CodePipeline have it.
        if root.list?.contains(where: { image(of: $0) != nil }) == true { return [Task(name: nil, containers: root)] }
        if root["ImageURI"] != nil {
            var list = root
            list.content = .list([root])
            return [Task(name: nil, containers: list)]
        }
        if let resources = root["Resources"]?.mapping {
            return resources.filter { $0.value["Type"]?.scalar?.text == "AWS::ECS::TaskDefinition" }.map { entry in
                let properties = entry.value["Properties"]
                return Task(name: entry.key, containers: properties?["ContainerDefinitions"] ?? entry.value)
            }
        }
        let task = root["taskDefinition"] ?? root
        guard let containers = task["containerDefinitions"] else { return [] }
        return [Task(name: task["family"]?.scalar?.text, containers: containers)]
    }

    private static func read(_ task: Task, into images: inout FieldImages) {
        guard let containers = task.containers.list else {
            images.add(task.containers.fault(.structure("containerDefinitions must be a list")))
            return
        }
        for container in containers {
            let name = (container["name"] ?? container["Name"])?.scalar?.text ?? "?"
            guard let image = image(of: container) else {
                images.add(container.fault(.structure("container \(name.escapedASCII(limit: 80)) has no image")))
                continue
            }
            var place = OriginPlace()
            place.name = task.name
            place.field = "container \(name)"
            images.add(image, at: place)
        }
    }

    private static func image(of container: YAMLTree) -> YAMLTree? {
        ["image", "Image", "imageUri", "ImageURI"].lazy.compactMap { container[$0] }.first
    }
}
