internal import OCI
internal import Record
internal import Yams

/// Reads a pins file in any of the forms that `--pin` writes, and detects the form from the content.
enum PinReader {
    static func read(_ path: String, shortNames: ShortNames) throws(InputError) -> [Pin] {
        let source: InputSource = path == "-" ? .standardInput : .file(path)
        return try parse(try BoundedFile.read(source), source: source, shortNames: shortNames)
    }

    static func parse(_ bytes: [UInt8], source: InputSource, shortNames: ShortNames) throws(InputError) -> [Pin] {
        guard isStructured(bytes) else { return try list(bytes, source, shortNames) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw InputError(source, .notUTF8) }
        let root: Node?
        do {
            try AliasGuard.check(text)
            root = try Yams.compose(yaml: text)
        } catch {
            let (line, problem) = PinDocument.fault(of: error)
            throw InputError(source, number: line, .structure("neither JSON nor YAML: \(problem)"))
        }
        let document = PinDocument(source: source, shortNames: shortNames)
        return try document.pins(in: root)
    }

    /// JSON and YAML mappings start with a brace, a document marker or a key; references do not.
    private static func isStructured(_ bytes: [UInt8]) -> Bool {
        for line in bytes.split(separator: 0x0a) {
            let content = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || content.starts(with: "---".utf8) {
                return true
            }
            guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { return false }
            let after = content[(colon + 1)...].first
            return after == nil || after == 0x20 || after == 0x0d
        }
        return false
    }

    private static func list(
        _ bytes: [UInt8], _ source: InputSource, _ shortNames: ShortNames
    ) throws(InputError) -> [Pin] {
        var pins: [Pin] = []
        var faults = InputFaults()
        for use in try ReleaseReader.fromList(bytes, source: source, shortNames: shortNames) {
            for origin in use.origins {
                guard let digest = use.reference.digest else {
                    let reason = "\(use.reference) has no digest; write a pin as NAME:TAG@DIGEST"
                    faults.add(InputFault(source, number: origin.number, .structure(reason)))
                    continue
                }
                do {
                    pins.append(try Pin("\(use.reference)", digest: digest, origin: origin))
                } catch {
                    faults.add(InputFault(source, number: origin.number, .reference(text: "\(use.reference)", error)))
                }
            }
        }
        try faults.check()
        return pins
    }
}
