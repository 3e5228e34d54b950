import Foundation
package import OCI
package import Record

/// Reads the images of a release from Kubernetes objects, as printed by `helm template`, `kustomize build` and `kubectl
/// get -o`: YAML or JSON, any number of documents.
///
/// Images are found by the shape of containers, in built-in kinds and custom resources, and at paths given by
/// `--image-path`; in the kinds of `KindRule`, also where these name them. Whatever else looks like an image or is chosen
/// by the cluster is reported in a notice and not checked.
package enum ManifestReader {
    /// The maximum size of a file, in bytes.
    package static let limit = 64 << 20

    /// Reads a file; or a folder, recursively, with all files whose names end in `.yaml`, `.yml` or `.json` and do not
    /// start with a dot, in name order; or standard input for `-`.
    package static func read(
        path: String, shortNames: ShortNames = .dockerHub, imagePaths: [ImagePath] = []
    ) throws(InputError) -> InputReading {
        var sources: [InputSource] = [.standardInput]
        var folder: InputSource?
        if path != "-" {
            sources = [.file(path)]
            if ManifestFolder.isFolder(path) {
                folder = .file(path)
                sources = try ManifestFolder.files(in: path).map { .file($0) }
            }
        }
        var walks: [ManifestWalk] = []
        var faults = InputFaults()
        // Files that are no manifests: a folder can be read without them, if it has others.
        var others = InputFaults()
        var remarks = ManifestRemarks()
        for source in sources {
            do throws(InputError) {
                if let other = source.fileName.flatMap(OtherFile.init(name:)) {
                    throw InputError(source, .manifest(.notObject(.other(other)), at: nil))
                }
                let bytes = try BoundedFile.read(source, limit: limit)
                walks.append(try walk(bytes, source: source, shortNames: shortNames, imagePaths: imagePaths))
            } catch {
                if folder != nil, let other = error.optionalFile {
                    others.add(error)
                    remarks.add(.skipped, "\(source) (\(other.words))")
                } else {
                    faults.add(error)
                }
            }
        }
        try faults.check()
        if walks.allSatisfy({ $0.objects == 0 }) { try others.check() }
        return try reading(walks, of: folder ?? sources[0], shortNames, imagePaths, remarks)
    }

    /// Reads a text. Reports every fault of every object, but stops at the first fault if the text is not a manifest at
    /// all.
    package static func read(
        _ bytes: [UInt8], source: InputSource, shortNames: ShortNames = .dockerHub, imagePaths: [ImagePath] = []
    ) throws(InputError) -> InputReading {
        guard bytes.count <= limit else { throw InputError(source, .tooLarge(limit: limit)) }
        let walk = try walk(bytes, source: source, shortNames: shortNames, imagePaths: imagePaths)
        return try reading([walk], of: source, shortNames, imagePaths)
    }

    private static func walk(
        _ bytes: [UInt8], source: InputSource, shortNames: ShortNames, imagePaths: [ImagePath]
    ) throws(InputError) -> ManifestWalk {
        let walk = ManifestWalk(source: source, shortNames: shortNames, imagePaths: imagePaths)
        try YAMLStream(bytes, source: source, takesLast: true).read(source) { fault in
            if let line = fault.templateLine {
                walk.addTemplate(line: line)
                return false
            }
            walk.faults.add(InputFault(source, number: fault.line, .yaml(fault.reason)))
            return true
        } document: { document in
            walk.read(document)
        }
        try walk.faults.check()
        return walk
    }

    private static func reading(
        _ walks: [ManifestWalk], of source: InputSource, _ shortNames: ShortNames, _ imagePaths: [ImagePath],
        _ remarks: ManifestRemarks = ManifestRemarks()
    ) throws(InputError) -> InputReading {
        var remarks = remarks
        var links = ManifestLinks()
        for walk in walks {
            remarks.add(walk.remarks)
            links.add(walk.links)
        }
        let named = links.withoutLocal(walks.flatMap(\.uses))
        let linked = links.resolved(shortNames: shortNames)
        remarks.add(linked.remarks)
        let uses = named + linked.uses
        let taken = Set(uses.map(\.reference))
        for reference in walks.flatMap(\.passed) where !taken.contains(reference) {
            remarks.add(.passed, reference.original)
        }
        var absence: InputError?
        if uses.isEmpty {
            let objects = walks.reduce(0) { $0 + $1.objects }
            let fault: ManifestFault = objects == 0 ? .empty : .noImage(objects: objects, seen: remarks.lines)
            let error = InputError(source, .manifest(fault, at: nil))
            guard remarks.namesWhatTheClusterChooses else { throw error }
            absence = error
        }
        let used = walks.reduce(into: Set<ImagePath>()) { $0.formUnion($1.usedPaths) }
        let idle = imagePaths.filter { !used.contains($0) }.map {
            "\(source): --image-path \($0) matches nothing here"
        }
        var reading = InputReading(
            uses: ReleaseReader.merge(uses), notices: remarks.lines(of: source.description) + idle)
        reading.absence = absence
        return reading
    }
}

extension InputSource {
    /// The name of the file without its folders, if it is one.
    var fileName: String? {
        guard case .file(let path) = self else { return nil }
        return path.split(separator: "/").last.map(String.init)
    }
}

extension InputError {
    /// What the source is, if its only fault is that it is no manifest, and a folder can be read without it.
    fileprivate var optionalFile: ManifestFault.NotObject? {
        guard faults.count == 1, omitted == 0, case .manifest(.notObject(let what), _) = faults[0].reason else {
            return nil
        }
        return what.isOptional ? what : nil
    }
}
