import Foundation
import OCI

/// A built layer.
struct BuiltLayer: Sendable {
    let digest: Digest
    let size: Int64
    /// The digest of the uncompressed tar, as an image configuration lists it.
    let diffID: Digest
    let compression: LayerRecipe.Compression
}

/// Creates a file tree with seeded content, and packs it into a layer with the tools that real builders use.
struct LayerBuilder {
    private static let chunk = 1 << 20
    private static let chunksPerFile = 8

    let tar: Program
    let gzip: Program
    let zstd: Program

    init() throws {
        tar = try Program("tar")
        gzip = try Program("gzip")
        zstd = try Program("zstd")
    }

    /// Builds in `scratch` and moves the finished layer to `blobs`, named by its hash.
    func build(_ recipe: LayerRecipe, scratch: URL, blobs: URL) async throws -> BuiltLayer {
        let work = scratch.appending(path: recipe.name)
        let tree = work.appending(path: "tree")
        let archive = work.appending(path: "layer.tar")
        let compressed = work.appending(path: "layer.compressed")
        try writeTree(recipe, to: tree)
        let flags = [
            "--format=ustar", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner",
            "--mode=u=rwX,go=rX",
        ]
        try await tar.run(flags + ["-cf", archive.path, "-C", tree.path, "."])
        let diffID = try FileHash.sha256(of: archive)
        switch recipe.compression {
        case .gzip: try await gzip.run(["-n", "-1", "-c"], input: archive, output: compressed)
        case .zstd: try await zstd.run(["-q", "-1", "-T1", "-c"], input: archive, output: compressed)
        case .none: try FileManager.default.moveItem(at: archive, to: compressed)
        }
        let digest = recipe.compression == .none ? diffID : try FileHash.sha256(of: compressed)
        let size = try FileManager.default.attributesOfItem(atPath: compressed.path)[.size] as? Int64
        try FileManager.default.moveItem(at: compressed, to: blobs.appending(path: digest.encoded))
        try FileManager.default.removeItem(at: work)
        return BuiltLayer(
            digest: digest, size: size ?? 0, diffID: diffID, compression: recipe.compression)
    }

    private func writeTree(_ recipe: LayerRecipe, to tree: URL) throws {
        let data = tree.appending(path: "usr/lib/\(recipe.name)")
        let text = tree.appending(path: "usr/share/doc/\(recipe.name)")
        for directory in [data, text] {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }
        var bytes = SeededBytes(seed: recipe.name.utf8.reduce(UInt64(recipe.megabytes)) { $0 &* 31 &+ UInt64($1) })
        var left = recipe.megabytes
        var number = 0
        while left > 0 {
            let chunks = min(left, Self.chunksPerFile)
            try write(chunks, to: data.appending(path: "part-\(number).bin")) { bytes.fillNoise($0) }
            left -= chunks
            number += 1
        }
        try write(1 + recipe.megabytes / 16, to: text.appending(path: "words.txt")) { bytes.fillText($0) }
        try FileManager.default.createSymbolicLink(
            atPath: data.appending(path: "current").path, withDestinationPath: "part-0.bin")
    }

    private func write(_ chunks: Int, to file: URL, fill: (UnsafeMutableRawBufferPointer) -> Void) throws {
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        var buffer = Data(count: Self.chunk)
        for _ in 0..<chunks {
            buffer.withUnsafeMutableBytes { fill($0) }
            try handle.write(contentsOf: buffer)
        }
    }
}
