package import OCI
internal import Record
package import Release
internal import Transfer

/// Reads images on disk. Every byte is hashed, with constant memory. Anything damaged or missing is an error that
/// identifies it. Each image is part of the release, and its reference must resolve to the same content.
package struct DiskReader: Sendable {
    /// A separate executor: a layout may have many GiB, and the disk may be slow.
    private static let executor = BlockingExecutor("blobgate-disk")

    private let shortNames: ShortNames

    /// Creates a reader. `shortNames` decides what names without a registry mean.
    package init(shortNames: ShortNames) { self.shortNames = shortNames }

    /// Reads `[REFERENCE=]FOLDER`, an OCI image layout. Throws `InputError`, or `CancellationError` if the task is
    /// cancelled before everything is read.
    package func layout(_ text: String) async throws -> InputReading {
        try await reading { () throws(InputError) in try readLayout(text) }
    }

    /// Reads `[REFERENCE=]FILE`, a tar archive: an OCI image layout, or the older docker save format. Throws like
    /// `layout`.
    package func archive(_ text: String) async throws -> InputReading {
        try await reading { () throws(InputError) in try readArchive(text) }
    }

    private func reading(_ read: () throws(InputError) -> InputReading) async throws -> InputReading {
        try await withTaskExecutorPreference(Self.executor) {
            do {
                return try read()
            } catch {
                try Task.checkCancellation()
                throw error
            }
        }
    }

    private func readLayout(_ text: String) throws(InputError) -> InputReading {
        let input = try DiskInput(text, shortNames: shortNames)
        let store = try opened(input) { () throws(DiskFault) in try FolderStore(input.path) }
        return try reading(of: LayoutContent(store, mayLackPlatforms: false), docker: [], input, "--oci-layout")
    }

    private func readArchive(_ text: String) throws(InputError) -> InputReading {
        let input = try DiskInput(text, shortNames: shortNames)
        let store = try opened(input) { () throws(DiskFault) in try ArchiveStore(input.path) }
        var check = ContentCheck(store)
        let isOfDocker = check.has("manifest.json")
        guard check.has("index.json") || check.has("oci-layout") else {
            guard isOfDocker else {
                let reason =
                    "has neither index.json nor manifest.json: it is neither a docker save archive nor an OCI image layout"
                throw InputError(.file(input.path), .structure(reason))
            }
            return try reading(of: DockerArchive(store), input)
        }
        let docker = isOfDocker ? DockerManifest.list(&check) : []
        try refuse(check.faults, input)
        return try reading(of: LayoutContent(store, mayLackPlatforms: isOfDocker), docker: docker, input, "--archive")
    }

    private func opened<Store: ContentStore>(
        _ input: DiskInput, _ open: () throws(DiskFault) -> Store
    ) throws(InputError) -> Store {
        do {
            return try open()
        } catch {
            throw InputError(.file(input.path), .structure(error.detail))
        }
    }

    private func reading(
        of layout: LayoutContent, docker: [DockerManifest], _ input: DiskInput, _ option: String
    ) throws(InputError) -> InputReading {
        try refuse(layout.check.faults, input)
        let uses = try uses(of: DiskImage.all(of: layout, docker: docker), input, option)
        let place = InputSource.file(input.path).description
        return InputReading(uses: uses, notices: layout.notices.map { "\(place): \($0)" })
    }

    private func reading(of archive: DockerArchive, _ input: DiskInput) throws(InputError) -> InputReading {
        try refuse(archive.check.faults, input)
        let images = archive.images.map { image, config in
            DiskImage(content: .config(config), names: image.repoTags ?? [])
        }
        return InputReading(uses: try uses(of: images, input, "--archive"))
    }

    private func refuse(_ faults: [String], _ input: DiskInput) throws(InputError) {
        if !faults.isEmpty { throw InputError(.file(input.path), faults.map { .structure($0) }) }
    }

    /// Assigns names to each image. One without a name must be named on the command line.
    private func uses(
        of images: [DiskImage], _ input: DiskInput, _ option: String
    ) throws(InputError) -> [ImageUse] {
        guard !images.isEmpty else { throw InputError(.file(input.path), .structure("contains no image")) }
        if let reference = input.reference { return [use(try chosen(of: images, reference, input), reference, input)] }
        var uses: [ImageUse] = []
        var faults: [InputFault.Reason] = []
        for image in images {
            if image.names.isEmpty {
                let label = image.label.map { ", called \"\($0.escapedASCII(limit: 128))\"," } ?? ""
                let path = InputSource.file(input.path).description
                let reason =
                    "\(image.title)\(label) has no complete reference; add one: \(option) REGISTRY/REPOSITORY:TAG=\(path)"
                faults.append(.structure(reason))
            }
            for name in image.names {
                do {
                    uses.append(use(image, try ImageReference(parsing: name, shortNames: shortNames), input))
                } catch {
                    faults.append(.reference(text: name, error))
                }
            }
        }
        if !faults.isEmpty { throw InputError(.file(input.path), faults) }
        return ReleaseReader.merge(uses)
    }

    /// The image for a reference: the one with that name or tag, or the only one.
    private func chosen(
        of images: [DiskImage], _ reference: ImageReference, _ input: DiskInput
    ) throws(InputError) -> DiskImage {
        let fitting = images.filter { image in
            image.names.contains { (try? ImageReference(parsing: $0, shortNames: shortNames)) == reference }
                || (image.label != nil && image.label == reference.tag?.description)
        }
        let choice = fitting.isEmpty ? images : fitting
        guard let image = choice.first, choice.count == 1 else {
            let names = images.map { $0.names.first ?? $0.label ?? $0.title }.map { $0.escapedASCII(limit: 160) }
            let reason =
                "contains \(images.count) images, and no single one matches \(reference): \(names.joined(separator: ", "))"
            throw InputError(.file(input.path), .structure(reason))
        }
        return image
    }

    private func use(_ image: DiskImage, _ reference: ImageReference, _ input: DiskInput) -> ImageUse {
        var place = OriginPlace()
        place.field = image.title
        let source = InputSource.file(input.path)
        return ImageUse(
            reference: reference, origins: [Origin(source: source, number: nil, place: place)],
            expectations: [Expectation(image.content, .disk, origin: Origin(source: source, number: nil))])
    }
}
