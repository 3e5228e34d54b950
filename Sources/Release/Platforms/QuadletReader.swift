import Foundation
package import OCI
internal import Record

/// Reads the images that Podman pulls for Quadlet units.
package enum QuadletReader {
    /// Reads a unit, a `.quadlets` file or a folder with units; `-` is standard input.
    package static func read(_ path: String, shortNames: ShortNames = .dockerHub) throws(InputError) -> InputReading {
        let source: InputSource = path == "-" ? .standardInput : .file(path)
        let folder = try QuadletFolder(path)
        guard !folder.units.isEmpty else {
            throw InputError(
                source, .structure("no Quadlet unit: no file ends in .container, .image, .volume or .kube"))
        }
        var walk = QuadletWalk(folder: folder, shortNames: shortNames)
        for unit in folder.units { walk.read(unit) }
        return try walk.images.reading(source, empty: "no unit pulls an image")
    }
}

/// The images of units that may refer to each other.
private struct QuadletWalk {
    private var folder: QuadletFolder
    private let shortNames: ShortNames
    var images: FieldImages

    init(folder: QuadletFolder, shortNames: ShortNames) {
        self.folder = folder
        self.shortNames = shortNames
        images = FieldImages(shortNames: shortNames)
    }

    mutating func read(_ unit: QuadletUnit) {
        switch unit.sort {
        case "container": container(unit)
        case "image": image(unit.value("Image", "Image"), "Image", of: unit, isRequired: true)
        case "volume":
            if unit.value("Volume", "Driver")?.text == "image" {
                image(unit.value("Volume", "Image"), "Image", of: unit, isRequired: true)
            }
        case "artifact": image(unit.value("Artifact", "Artifact"), "Artifact", of: unit, isRequired: true)
        case "kube": for yaml in unit.values("Kube", "Yaml") { kube(yaml, of: unit) }
        case "build":
            let tag = unit.value("Build", "ImageTag")?.text ?? "no ImageTag"
            images.note(
                "not checked: \(shown(unit)), which is built where it runs (\(tag.escapedASCII(limit: 120))), and the "
                    + "images that it is built from")
        case "pod", "network": break
        default:
            images.add(
                InputFault(unit.source, .structure("not a Quadlet unit; its name ends in none of Quadlet's endings")))
        }
    }

    private mutating func container(_ unit: QuadletUnit) {
        for mount in unit.values("Container", "Mount") {
            let options = mount.text.split(separator: ",").map { part in
                part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            }
            let source = options.first { ["source", "src"].contains($0.first) }?.dropFirst().first
            if options.contains(["type", "artifact"]) {
                artifact(source ?? "", mount, of: unit)
                continue
            }
            guard options.contains(["type", "image"]) else { continue }
            image(
                QuadletUnit.Value(text: source ?? "", source: mount.source, line: mount.line), "Mount", of: unit,
                isRequired: true)
        }
        if let pull = unit.value("Container", "Pull")?.text, pull == "never" {
            let name = unit.value("Container", "Image")?.text ?? ""
            images.note(
                "not checked: \(shown(unit)) with Pull=never, which Podman does not pull: \(name.escapedASCII(limit: 160))"
            )
            return
        }
        image(
            unit.value("Container", "Image"), "Image", of: unit, isRequired: unit.value("Container", "Rootfs") == nil)
    }

    /// A mounted artifact must be on the machine, unless a unit pulls it.
    private mutating func artifact(_ name: String, _ mount: QuadletUnit.Value, of unit: QuadletUnit) {
        if name.hasSuffix(".artifact") {
            find(name, for: mount, unit)
        } else {
            images.note(
                "not checked: the artifact that \(shown(unit)) mounts, which Podman does not pull: "
                    + name.escapedASCII(limit: 160))
        }
    }

    private mutating func image(
        _ value: QuadletUnit.Value?, _ key: String, of unit: QuadletUnit, isRequired: Bool
    ) {
        guard let value else {
            if isRequired { images.add(InputFault(unit.source, .structure("\(shown(unit)) has no \(key)="))) }
            return
        }
        let text = value.text
        if key != "Artifact", text.hasSuffix(".image") || text.hasSuffix(".build") {
            // The other unit is an input of its own in a folder. Beside a single file it is looked up.
            find(text, for: value, unit)
        } else if text.hasPrefix("docker://") {
            images.add(String(text.dropFirst("docker://".count)), from: value.tree(), at: place(unit, key))
        } else if let local = Self.local.first(where: text.hasPrefix) {
            images.note(
                "not checked: \(shown(unit)), whose image is on the machine (\(local)): \(text.escapedASCII(limit: 160))"
            )
        } else {
            images.add(value.tree(), at: place(unit, key))
        }
    }

    private static let local = [
        "oci-archive:", "docker-archive:", "containers-storage:", "oci:", "dir:", "localhost/",
    ]

    /// Reads the unit that an image refers to, unless it is read anyway.
    private mutating func find(_ name: String, for value: QuadletUnit.Value, _ unit: QuadletUnit) {
        guard !folder.units.contains(where: { $0.name == name }) else { return }
        do throws(InputError) {
            guard case .file(let path) = unit.source else {
                throw InputError(
                    value.source, number: value.line, .structure("\(name.escapedASCII(limit: 80)) is not in this input")
                )
            }
            try folder.add(ComposePath.join(ComposePath.folder(of: path), name))
            if let other = folder.units.last { read(other) }
        } catch {
            images.add(
                InputFault(
                    value.source, number: value.line,
                    .structure("\(shown(unit)) needs the unit \(name.escapedASCII(limit: 80)), which cannot be read")))
            images.add(error)
        }
    }

    private mutating func kube(_ yaml: QuadletUnit.Value, of unit: QuadletUnit) {
        guard case .file(let path) = unit.source, !yaml.text.contains("%"), !yaml.text.contains("$") else {
            images.add(
                InputFault(
                    yaml.source, number: yaml.line,
                    .structure("the place of \(yaml.text.escapedASCII(limit: 120)) is not known; read it with --file")))
            return
        }
        do throws(InputError) {
            images.add(
                try ManifestReader.read(
                    path: ComposePath.join(ComposePath.folder(of: path), yaml.text), shortNames: shortNames))
        } catch {
            images.add(error)
        }
    }

    private func place(_ unit: QuadletUnit, _ key: String) -> OriginPlace {
        var place = OriginPlace()
        place.field = "\(unit.name), \(key)="
        return place
    }

    private func shown(_ unit: QuadletUnit) -> String { "unit \(unit.name.escapedASCII(limit: 80))" }
}
