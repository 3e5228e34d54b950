package import OCI
internal import OrderedCollections
package import Record

/// Builds a release from the inputs. Every function reads its whole input and reports all faults, not only the first.
package enum ReleaseReader {
    /// Reads references from arguments and list files, and merges them; `-` is standard input.
    ///
    /// Standard input is read once, even if listed several times. No input at all, or a list without a reference, is an
    /// error. `shortNames` decides what names without a registry mean, here and below.
    package static func read(
        arguments: [String], lists: [String], shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> [ImageUse] {
        var gathered = ReleaseGatherer()
        if arguments.isEmpty, lists.isEmpty { gathered.add(InputError(.arguments, .noReference)) }
        gathered.gather { () throws(InputError) in
            InputReading(uses: try fromArguments(arguments, shortNames: shortNames))
        }
        for path in OrderedSet(lists) {
            gathered.gather { () throws(InputError) in
                InputReading(uses: try fromFile(path, shortNames: shortNames))
            }
        }
        return try gathered.result().uses
    }

    /// Reads each argument as one reference.
    package static func fromArguments(
        _ arguments: [String], shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> [ImageUse] {
        var uses: [ImageUse] = []
        var faults = InputFaults()
        for (index, text) in arguments.enumerated() {
            do {
                let reference = try ImageReference(parsing: text, shortNames: shortNames)
                uses.append(ImageUse(reference: reference, origins: [.argument(index + 1)]))
            } catch {
                faults.add(InputFault(.arguments, number: index + 1, .reference(text: text, error)))
            }
        }
        try faults.check()
        return merge(uses)
    }

    /// Reads a list file; `-` is standard input.
    package static func fromFile(
        _ path: String, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> [ImageUse] {
        let source: InputSource = path == "-" ? .standardInput : .file(path)
        return try fromList(try BoundedFile.read(source), source: source, shortNames: shortNames)
    }

    /// Reads a list: one reference per line; `#` starts a comment at the start of a line or after whitespace.
    package static func fromList(
        _ bytes: some Collection<UInt8>, source: InputSource, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> [ImageUse] {
        guard bytes.count <= ListLimit.bytes else {
            throw InputError(faults: [InputFault(source, .tooLarge(limit: ListLimit.bytes))], omitted: 0)
        }
        var list = Array(bytes)
        if list.starts(with: [0xef, 0xbb, 0xbf]) { list.removeFirst(3) }
        var uses: [ImageUse] = []
        var faults = InputFaults()
        for (index, line) in list.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            switch ListLine(line, shortNames) {
            case .blank:
                continue
            case .reference(let reference):
                uses.append(ImageUse(reference: reference, origins: [Origin(source: source, number: index + 1)]))
            case .fault(let reason):
                faults.add(InputFault(source, number: index + 1, reason))
            }
        }
        try faults.check()
        guard !uses.isEmpty else { throw InputError(faults: [InputFault(source, .noReference)], omitted: 0) }
        return merge(uses)
    }

    /// Merges all uses of the same image, in order of first appearance.
    package static func merge(_ uses: [ImageUse]) -> [ImageUse] {
        OrderedDictionary(grouping: uses, by: \.reference).map { reference, uses in
            ImageUse(
                reference: reference, origins: OrderedSet(uses.flatMap(\.origins)).elements,
                spellings: uses.flatMap { [$0.reference] + $0.spellings }
            ).expecting(uses.flatMap(\.expectations))
        }
    }
}
