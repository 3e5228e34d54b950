import Disk
import Gate
import OCI
import Record
import Release

/// Reads all inputs of a release, and reports their faults together.
struct InputReader {
    let shortNames: ShortNames
    var imagePaths: [ImagePath] = []
    let rendering: RenderSettings
    var compose = ComposeSettings()

    /// The images of the inputs, each once with all its origins and the digests from pin files. `also` are the images that
    /// nodes need in addition. `commands` are programs that print Kubernetes objects.
    func read(
        _ inputs: [ReleaseInput], pins paths: [String] = [], also: [ImageUse] = [], commands: [RenderCommand] = []
    ) async throws -> InputReading {
        var gathered = ReleaseGatherer()
        var pins: PinSet?
        do throws(InputError) {
            pins = try PinSet.read(paths, shortNames: shortNames)
        } catch {
            gathered.add(error)
        }
        // References are numbered in the order of the command line.
        for set in ReleaseSet.allCases {
            let references = inputs.filter { $0.kind == .reference && $0.set == set }.map(\.text)
            gathered.gather { () throws(InputError) in
                InputReading(
                    uses: try ReleaseReader.fromArguments(references, shortNames: shortNames).map { $0.of(set) })
            }
        }
        var seen: Set<ReleaseInput> = []
        var hints: [String] = []
        for input in inputs where input.kind != .reference && seen.insert(input).inserted {
            do {
                var reading = try await read(input)
                reading.uses = reading.uses.map { $0.of(input.set) }
                gathered.add(reading)
            } catch let error as InputError {
                gathered.add(error)
                if let hint = input.hintOfOtherKind { hints.append(hint) }
            }
        }
        for command in commands {
            do {
                gathered.add(try await objects(of: command))
            } catch let error as InputError {
                gathered.add(error)
            }
        }
        do throws(InputError) {
            let named = try gathered.result(besides: also)
            var reading =
                pins?.applied(to: named, also: also)
                ?? InputReading(uses: ReleaseReader.merge(named.uses + also), notices: named.notices)
            reading.notices += ReferenceNotices.lines(reading.uses)
            return reading
        } catch {
            throw CommandFailure(error, hints: hints)
        }
    }

    /// The notices of a release that was read.
    func notices(of reading: InputReading) -> [Notice] {
        let tags = ReferenceNotices.tagsWithoutDigest(reading.uses)
        return reading.notices.map { .input(message: $0) } + (tags > 0 ? [.tagsWithoutDigest(count: tags)] : [])
    }

    private func read(_ input: ReleaseInput) async throws -> InputReading {
        switch input.kind {
        case .reference: InputReading(uses: try ReleaseReader.fromArguments([input.text], shortNames: shortNames))
        case .layout: try await DiskReader(shortNames: shortNames).layout(input.text)
        case .archive: try await DiskReader(shortNames: shortNames).archive(input.text)
        case .list: InputReading(uses: try ReleaseReader.fromFile(input.text, shortNames: shortNames))
        case .manifests:
            try ManifestReader.read(path: input.text, shortNames: shortNames, imagePaths: imagePaths)
        case .helm, .helmfile, .kustomize: try await rendered(input)
        case .values: try ValuesReader.read(input.text, shortNames: shortNames)
        case .compose: try ComposeReader.read(input.text, settings: compose, shortNames: shortNames)
        case .composeConfig: try await configured(input)
        case .stack: try ComposeReader.readStack(input.text, settings: compose, shortNames: shortNames)
        case .ecs: try TaskReader.read(input.text, shortNames: shortNames)
        case .nomad: try NomadReader.read(input.text, shortNames: shortNames)
        case .quadlet: try QuadletReader.read(input.text, shortNames: shortNames)
        }
    }

    /// Reads the output of a rendering tool.
    private func rendered(_ input: ReleaseInput) async throws -> InputReading {
        guard let command = rendering.command(for: input) else { return InputReading() }
        return try await objects(of: command)
    }

    private func objects(of command: RenderCommand) async throws -> InputReading {
        let (bytes, source) = try await RenderTool(limit: rendering.limit).run(command)
        return try ManifestReader.read(bytes, source: source, shortNames: shortNames, imagePaths: imagePaths)
    }

    /// Reads the output of `docker compose config`, which has only active services and no variables.
    private func configured(_ input: ReleaseInput) async throws -> InputReading {
        let command = rendering.composeConfig(ComposeReader.paths(input.text), compose)
        let (bytes, source) = try await RenderTool(limit: rendering.limit).run(command)
        var settings = ComposeSettings.rendered
        settings.ignoresBuildable = compose.ignoresBuildable
        return try ComposeReader.read(bytes, source: source, settings: settings, shortNames: shortNames)
    }
}
