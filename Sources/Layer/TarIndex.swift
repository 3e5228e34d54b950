/// The offset of each file in a tar archive, for random access. Only headers are read and kept.
package struct TarIndex: Sendable {
    /// A file of the archive.
    package struct File: Hashable, Sendable {
        /// The offset of its content, in bytes.
        package let offset: Int64
        /// The size of its content, in bytes.
        package let size: Int64
    }

    /// Why an archive cannot be read.
    package struct Fault: Error, Hashable, Sendable {
        /// What is wrong.
        package let reason: String
        /// The offset of the header in which, or after which, it was found, in bytes from the start.
        package let offset: Int64
    }

    private enum Entry {
        case file(File)
        /// A link to another path of the archive.
        case link(String)
    }

    private static let linkLimit = 8
    private var entries: [String: Entry] = [:]

    /// Reads all headers of an archive of `size` bytes. `fetch` returns the bytes at an offset, or `nil` on failure.
    package init(
        size: Int64, limit: Int = 100_000, fetch: (_ offset: Int64, _ count: Int) -> [UInt8]?
    ) throws(Fault) {
        var offset: Int64 = 0
        var pending = PendingNames()
        var headers = 0
        while offset < size {
            let start = offset
            guard size - offset >= Int64(TarBlock.size) else {
                throw Fault(reason: "it is truncated inside a tar header", offset: start)
            }
            let block = try Self.read(fetch, at: offset, TarBlock.size)
            offset += Int64(TarBlock.size)
            guard block.contains(where: { $0 != 0 }) else {
                try Self.end(after: offset, of: size, fetch)
                break
            }
            headers += 1
            guard headers <= limit else { throw Fault(reason: "it has more than \(limit) entries", offset: start) }
            do throws(TarError) {
                let header = try TarBlock(viewing: block)
                let names = TarBlock.Names(block)
                switch header.kind {
                case .extended, .longName:
                    guard header.contentSize <= PaxRecords.limit, header.contentSize <= size - offset else {
                        throw TarError("an extended tar header is longer than the archive or than 1 MiB")
                    }
                    guard let content = fetch(offset, Int(header.contentSize)) else {
                        throw TarError("reading failed")
                    }
                    try pending.take(content, header.kind, names.type)
                    offset += Self.padded(header.contentSize)
                case .headerOnly:
                    add(pending.resolved(names), nil, names.type)
                    pending = PendingNames()
                case .file:
                    let content = pending.size ?? header.contentSize
                    guard content <= size - offset else {
                        throw TarError("it is truncated: \(content - (size - offset)) bytes of a file are missing")
                    }
                    add(pending.resolved(names), File(offset: offset, size: content), names.type)
                    offset += Self.padded(content)
                    pending = PendingNames()
                case .oldSparse:
                    throw TarError("it has a sparse file, which no image contains")
                }
            } catch {
                throw Fault(reason: error.reason, offset: start)
            }
        }
    }

    /// The file at a path, following links within the archive; `nil` if there is none.
    package func file(_ path: String) -> File? {
        var path = Self.normal(path, from: [])
        for _ in 0..<Self.linkLimit {
            switch path.flatMap({ entries[$0] }) {
            case .file(let file): return file
            case .link(let target): path = target
            case nil: return nil
            }
        }
        return nil
    }

    /// If a name occurs more than once, the last entry wins, as when unpacking.
    private mutating func add(_ names: (path: String, target: String), _ file: File?, _ type: UInt8) {
        guard let path = Self.normal(names.path, from: []) else { return }
        if let file {
            entries[path] = .file(file)
        } else if type == UInt8(ascii: "2") {
            let folder = path.split(separator: "/").dropLast().map(String.init)
            entries[path] = Self.normal(names.target, from: folder).map { .link($0) }
        } else if type == UInt8(ascii: "1") {
            entries[path] = Self.normal(names.target, from: []).map { .link($0) }
        }
    }

    /// The path without `.`, `..` and duplicate slashes; `nil` if it escapes the archive.
    private static func normal(_ path: String, from folder: [String]) -> String? {
        guard !path.hasPrefix("/") || folder.isEmpty else { return nil }
        var parts = folder
        for part in path.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    /// An archive ends with two zero blocks, or one at its very end.
    private static func end(
        after offset: Int64, of size: Int64, _ fetch: (Int64, Int) -> [UInt8]?
    ) throws(Fault) {
        guard size - offset >= Int64(TarBlock.size) else { return }
        guard try read(fetch, at: offset, TarBlock.size).allSatisfy({ $0 == 0 }) else {
            throw Fault(reason: "there is a zero block between tar headers", offset: offset)
        }
    }

    private static func read(
        _ fetch: (Int64, Int) -> [UInt8]?, at offset: Int64, _ count: Int
    ) throws(Fault) -> [UInt8] {
        guard let bytes = fetch(offset, count), bytes.count == count else {
            throw Fault(reason: "reading failed", offset: offset)
        }
        return bytes
    }

    private static func padded(_ size: Int64) -> Int64 {
        let block = Int64(TarBlock.size)
        return size > Int64.max - block ? size : (size + block - 1) / block * block
    }
}

/// What preceding headers say about an entry.
private struct PendingNames {
    var path: String?
    var target: String?
    var size: Int64?

    mutating func take(_ content: [UInt8], _ kind: TarBlock.Kind, _ type: UInt8) throws(TarError) {
        switch kind {
        case .extended(let global):
            let records = try PaxRecords(content)
            // Global records do not affect the path of an entry.
            guard !global else { return }
            path = records.path ?? path
            target = records.target ?? target
            size = records.size
        default:
            let text = TarBlock.Names.text(content[...])
            if type == UInt8(ascii: "K") { target = text } else { path = text }
        }
    }

    func resolved(_ names: TarBlock.Names) -> (path: String, target: String) {
        (path ?? names.path, target ?? names.target)
    }
}
