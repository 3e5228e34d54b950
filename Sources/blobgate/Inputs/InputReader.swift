import Disk
import Gate
import OCI
import Release

/// Reads the inputs of a release, each by its kind. All are read before any fault is told.
struct InputReader {
    let shortNames: ShortNames
    var imagePaths: [ImagePath] = []

    /// The images that the inputs name, each once with all its places, and what files of pins say that they are; `also`
    /// is what nodes add by themselves.
    func read(
        _ inputs: [ReleaseInput], pins paths: [String] = [], also: [ImageUse] = []
    ) async throws -> InputReading {
        var gathered = ReleaseGatherer()
        var pins: PinSet?
        do throws(InputError) {
            pins = try PinSet.read(paths, shortNames: shortNames)
        } catch {
            gathered.add(error)
        }
        // References are numbered together, as they stand on the command line.
        for set in ReleaseSet.allCases {
            let references = inputs.filter { $0.kind == .reference && $0.set == set }.map(\.text)
            gathered.gather { () throws(InputError) in
                InputReading(
                    uses: try ReleaseReader.fromArguments(references, shortNames: shortNames).map { $0.of(set) })
            }
        }
        var seen: Set<ReleaseInput> = []
        for input in inputs where input.kind != .reference && seen.insert(input).inserted {
            do throws(InputError) {
                var reading = try await read(input)
                reading.uses = reading.uses.map { $0.of(input.set) }
                gathered.add(reading)
            } catch {
                gathered.add(error)
            }
        }
        do {
            let named = try gathered.result()
            var reading =
                pins?.applied(to: named, also: also)
                ?? InputReading(uses: ReleaseReader.merge(named.uses + also), notices: named.notices)
            reading.notices += ReferenceNotices.lines(reading.uses)
            return reading
        } catch {
            throw CommandFailure(.input, "\(error)")
        }
    }

    private func read(_ input: ReleaseInput) async throws(InputError) -> InputReading {
        switch input.kind {
        case .reference: InputReading(uses: try ReleaseReader.fromArguments([input.text], shortNames: shortNames))
        case .layout: try DiskReader(shortNames: shortNames).layout(input.text)
        case .archive: try DiskReader(shortNames: shortNames).archive(input.text)
        case .list: InputReading(uses: try ReleaseReader.fromFile(input.text, shortNames: shortNames))
        case .manifests:
            try ManifestReader.read(path: input.text, shortNames: shortNames, imagePaths: imagePaths)
        }
    }
}
