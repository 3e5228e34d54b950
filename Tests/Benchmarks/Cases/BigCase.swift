/// One image of 1.5 GB in twelve layers, one backend, cold.
struct BigCase: BenchCase {
    let name = "big"
    let title = "One image of 1.5 GB, one backend, cold"

    static let gate = "blobgate"

    func run(_ bench: Bench) async throws -> CaseResult {
        let image = bench.images.big
        let port = bench.servers.registries[0]
        let run = GateRun(backends: [port], references: [image.byTag])
        let floor = try bench.floor([image].distinctBlobs.map { (port, $0.repository, $0.blob) })
        let urls = image.blobs.map { "http://127.0.0.1:\(port)/v2/\(image.repository)/blobs/\($0.digest)" }
        var ways = [try bench.gate(Self.gate, run), floor]
        ways += [try bench.curl(urls, parallel: 1), try bench.curl(urls, parallel: 2)]
        ways += try bench.peers.map { try bench.pull($0, [image.byTag]) }
        return result(baseline: floor.name, try await bench.interleave(ways))
    }
}

/// One layer of 2 GB on four backends, cold.
struct LargeCase: BenchCase {
    let name = "large"
    let title = "One layer of 2 GB on 4 backends, cold"

    static let gate = "blobgate"

    func run(_ bench: Bench) async throws -> CaseResult {
        let image = bench.images.large
        let backends = Array(bench.servers.registries.prefix(4))
        let run = GateRun(backends: backends, references: [image.byTag])
        let blobs = backends.flatMap { port in image.blobs.map { (port, image.repository, $0) } }
        let floor = try bench.floor(blobs)
        let urls = blobs.map { "http://127.0.0.1:\($0.0)/v2/\($0.1)/blobs/\($0.2.digest)" }
        let ways = [try bench.gate(Self.gate, run), floor, try bench.curl(urls, parallel: 2)]
        return result(baseline: floor.name, try await bench.interleave(ways))
    }
}

/// The image of 1.5 GB through nginx, with TLS and without.
struct TLSCase: BenchCase {
    let name = "tls"
    let title = "One image of 1.5 GB through nginx, with TLS and without"

    static let plain = "blobgate, http"
    static let secured = "blobgate, https"

    func run(_ bench: Bench) async throws -> CaseResult {
        let image = bench.images.big
        let servers = bench.servers
        let host = BenchServers.registryName
        let plain = GateRun(backends: [servers.plain], references: [image.byTag])
        let secured = GateRun(
            backends: [servers.secured], scheme: "https", authority: servers.authority, references: [image.byTag])
        let paths = image.blobs.map { "/v2/\(image.repository)/blobs/\($0.digest)" }
        let options = "--noproxy '*' --cacert '\(servers.authority)' --connect-to '::127.0.0.1:\(servers.secured)'"
        let ways = [
            try bench.gate(Self.plain, plain), try bench.gate(Self.secured, secured),
            try bench.curl(
                paths.map { "http://127.0.0.1:\(servers.plain)\($0)" }, parallel: 2,
                name: "curl | openssl dgst, http, 2 at a time"),
            try bench.curl(
                paths.map { "https://\(host)\($0)" }, parallel: 2, name: "curl | openssl dgst, https, 2 at a time",
                options: options),
        ]
        return result(baseline: "curl | openssl dgst, https, 2 at a time", try await bench.interleave(ways))
    }
}
