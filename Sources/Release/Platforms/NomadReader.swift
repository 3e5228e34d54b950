package import OCI
package import Record

/// Reads the images of a Nomad job in JSON, as `nomad job run -output` prints it.
package enum NomadReader {
    private static let drivers: Set<String> = ["docker", "podman", "containerd-driver", "containerd"]
    private static let render = "nomad job run -output FILE prints the job as JSON"

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
        guard let first = bytes.first(where: { $0 > 0x20 && $0 < 0x80 }), first == UInt8(ascii: "{") else {
            throw InputError(source, .structure("not a job in JSON; \(render)"))
        }
        var images = FieldImages(shortNames: shortNames)
        for document in try YAMLTree.documents(of: bytes, source: source) {
            let job = document["Job"] ?? document
            guard let groups = job["TaskGroups"]?.list else {
                throw InputError(
                    source, number: document.line, .structure("not a Nomad job: it has no TaskGroups; \(render)"))
            }
            let name = (job["ID"] ?? job["Name"])?.scalar?.text
            for group in groups { read(group, of: name, into: &images) }
        }
        return try images.reading(source, empty: "no task of the job has an image")
    }

    private static func read(_ group: YAMLTree, of job: String?, into images: inout FieldImages) {
        let name = group["Name"]?.scalar?.text ?? "?"
        for task in group["Tasks"]?.list ?? [] { read(task, in: name, of: job, into: &images) }
        for service in group["Services"]?.list ?? [] {
            guard let connect = service["Connect"], connect.mapping != nil else { continue }
            if let task = connect["SidecarTask"], let image = task["Config"]?.first("image") {
                add(image, "group \(name), sidecar task", of: job, into: &images)
            } else if connect["SidecarService"]?.mapping != nil || connect["Gateway"]?.mapping != nil {
                images.note(
                    "not checked: the image of Envoy for group \(name.escapedASCII(limit: 60)), which the Nomad client "
                        + "chooses (connect.sidecar_image); add it as another input")
            }
        }
    }

    private static func read(_ task: YAMLTree, in group: String, of job: String?, into images: inout FieldImages) {
        let name = task["Name"]?.scalar?.text ?? "?"
        let driver = task["Driver"]?.scalar?.text ?? ""
        let shown = "task \(name.escapedASCII(limit: 60)) (line \(task.line))"
        guard drivers.contains(driver) else {
            images.note("not checked: \(shown), whose driver \(driver.escapedASCII(limit: 40)) pulls no image")
            return
        }
        if let archive = task["Config"]?.first("load") {
            let path = archive.scalar?.text ?? ""
            images.note("not checked: \(shown), which loads the archive \(path.escapedASCII(limit: 120))")
            return
        }
        guard let image = task["Config"]?.first("image") else {
            images.add(task.fault(.structure("\(shown) has no image in its Config")))
            return
        }
        add(image, "group \(group), task \(name)", of: job, into: &images)
    }

    private static func add(_ tree: YAMLTree, _ field: String, of job: String?, into images: inout FieldImages) {
        var place = OriginPlace()
        place.name = job
        place.field = field
        guard let text = tree.scalar?.text else { return images.add(tree, at: place) }
        if text.hasPrefix("docker://") {
            images.add(String(text.dropFirst("docker://".count)), from: tree, at: place)
        } else if ["oci-archive:", "docker-archive:", "https://github.com/"].contains(where: text.hasPrefix) {
            images.note(
                "not checked: \(field.escapedASCII(limit: 120)), which uses \(text.escapedASCII(limit: 120)); it is in no "
                    + "registry")
        } else if text.contains("${") {
            let fault = ImageFault.filledWhenRun(text: text, by: "the Nomad client")
            images.add(InputFault(tree.source, number: tree.line, .image(fault, at: place)))
        } else {
            images.add(tree, at: place)
        }
    }
}

extension YAMLTree {
    /// The value of a key in this mapping, or in the first mapping of this list, as HCL blocks become in JSON.
    fileprivate func first(_ key: String) -> YAMLTree? {
        let value = self[key] ?? list?.lazy.compactMap { $0[key] }.first
        return value?.scalar?.isUnset == true ? nil : value
    }
}
