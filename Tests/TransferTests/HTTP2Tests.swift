import Foundation
import OCI
import Support
import Testing

@testable import Transfer

/// Which HTTP version is used, over how many connections, and to which server.
@Suite(.timeLimit(.minutes(10))) struct HTTP2Tests {
    private static let name = "registry.test"

    private struct Bench {
        let maker: CertificateMaker
        let server: WebServer
        let engine: TransferEngine
        let fingerprint: String

        init() async throws {
            maker = try await CertificateMaker()
            let pair = try await maker.issue(HTTP2Tests.name)
            server = try await WebServer(pair)
            engine = try #require(TransferEngine(loops: 2))
            let output = try await Program("openssl").run(
                ["x509", "-in", pair.certificate, "-noout", "-fingerprint", "-sha256"])
            fingerprint = String(
                String(decoding: output, as: UTF8.self).split(separator: "=").last?.filter(\.isHexDigit).lowercased()
                    ?? "")
        }

        func request(_ path: String, _ version: TransferRequest.Version, port: UInt16) -> TransferRequest {
            var request = TransferRequest(url: "https://\(HTTP2Tests.name)\(path)")
            request.pin = .init(host: "127.0.0.1", port: port)
            request.version = version
            request.certificateAuthorities = maker.authority.certificate
            request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
            return request
        }

        /// Sends a request and describes what is wrong with its result.
        func ask(
            _ path: String, _ version: TransferRequest.Version, port: UInt16, expecting spoken: String,
            _ change: (inout TransferRequest) -> Void = { _ in }
        ) async -> (result: TransferResult, complaint: String?) {
            var request = request(path, version, port: port)
            change(&request)
            let (result, sink) = await engine.perform(request, into: KeepingSink())
            let right =
                result.ending == .complete && result.head?["X-Port"] == "\(port)"
                && sink.bytes == (request.method == .head ? [] : WebServer.body)
                && result.connection.remote == request.pin && result.connection.httpVersion == spoken
                && result.connection.certificate?.hexadecimal == fingerprint
            return (result, right ? nil : "\(path) of \(port): \(result)")
        }

        func records(_ count: Int) async throws -> [WebServer.Record] {
            #expect(try await eventually { (try? server.records.count) ?? 0 >= count })
            return try server.records
        }
    }

    @Test func smallRequestsUseOneConnectionAndBlobsAnother() async throws {
        let bench = try await Bench()
        for turn in 0..<6 {
            let small = await bench.ask("/small", .http2WhereOffered, port: bench.server.modern, expecting: "2")
            #expect(small.complaint == nil)
            #expect(small.result.connection.reused == (turn > 0))
            #expect(small.result.head?.status == 200)
            #expect(small.result.head?.contentLength == 65_536)
            let head = await bench.ask("/head", .http2WhereOffered, port: bench.server.modern, expecting: "2") {
                $0.method = .head
            }
            #expect(head.complaint == nil)
            #expect(head.result.connection.reused)
            let blob = await bench.ask("/blob", .http1, port: bench.server.modern, expecting: "1.1")
            #expect(blob.complaint == nil)
            #expect(blob.result.connection.reused == (turn > 0))
        }
        let records = try await bench.records(18)
        #expect(Set(records.filter { $0.uri != "/blob" }.map(\.protocol)) == ["HTTP/2.0"])
        #expect(Set(records.filter { $0.uri == "/blob" }.map(\.protocol)) == ["HTTP/1.1"])
        #expect(Set(records.filter { $0.uri != "/blob" }.map(\.connection)).count == 1)
        #expect(Set(records.filter { $0.uri == "/blob" }.map(\.connection)).count == 1)
    }

    @Test func http11IsTheFallback() async throws {
        let bench = try await Bench()
        for turn in 0..<3 {
            let small = await bench.ask("/small", .http2WhereOffered, port: bench.server.plain, expecting: "1.1")
            #expect(small.complaint == nil)
            #expect(small.result.connection.reused == (turn > 0))
        }
        #expect(Set(try await bench.records(3).map(\.connection)).count == 1)
    }

    /// Two backends at one address, of which only one offers HTTP/2: libcurl stores what it knows about both in one
    /// place.
    @Test func requestsUseOnlyTheirBackendsConnection() async throws {
        let bench = try await Bench()
        let ports = [bench.server.modern, bench.server.plain]
        for port in ports {
            let spoken = port == bench.server.modern ? "2" : "1.1"
            #expect(
                await bench.ask("/first", .http2WhereOffered, port: port, expecting: spoken).complaint == nil)
        }
        let complaints = await withTaskGroup(of: String?.self, returning: [String].self) { group in
            for number in 0..<48 {
                let port = ports[number % 2]
                let (version, path) =
                    number % 3 == 0
                    ? (TransferRequest.Version.http1, "/slow/blob") : (.http2WhereOffered, "/slow/small")
                let spoken = port == bench.server.modern && version == .http2WhereOffered ? "2" : "1.1"
                group.addTask { await bench.ask(path, version, port: port, expecting: spoken).complaint }
            }
            var all: [String] = []
            for await case .some(let complaint) in group { all.append(complaint) }
            return all
        }
        #expect(complaints == [])
        let records = try await bench.records(50)
        for (_, requests) in Dictionary(grouping: records, by: \.connection) {
            #expect(Set(requests.map(\.port)).count == 1)
            #expect(Set(requests.map(\.protocol)).count == 1)
        }
    }

    @Test func aFreshConnectionIsNotShared() async throws {
        let bench = try await Bench()
        func ask(_ path: String, fresh: Bool) async -> TransferResult {
            let (result, complaint) = await bench.ask(
                path, .http2WhereOffered, port: bench.server.modern, expecting: "2"
            ) { $0.freshConnection = fresh }
            #expect(complaint == nil)
            return result
        }
        #expect(await !ask("/kept", fresh: false).connection.reused)
        async let alone = ask("/slow/fresh", fresh: true)
        for _ in 0..<3 {
            try await Task.sleep(for: .milliseconds(20))
            #expect(await ask("/kept", fresh: false).connection.reused)
        }
        #expect(await !alone.connection.reused)
        #expect(await ask("/kept", fresh: false).connection.reused)
        let records = try await bench.records(6)
        let fresh = Set(records.filter { $0.uri == "/slow/fresh" }.map(\.connection))
        let kept = Set(records.filter { $0.uri == "/kept" }.map(\.connection))
        #expect(fresh.count == 1 && kept.count == 1 && fresh.isDisjoint(with: kept))
    }

    /// libcurl would reset only the stream and send the next request over the connection that did not respond.
    @Test func aStalledConnectionIsNotReused() async throws {
        let bench = try await Bench()
        let first = await bench.ask("/small", .http2WhereOffered, port: bench.server.modern, expecting: "2")
        #expect(first.complaint == nil)
        var slow = bench.request("/slow/stalls", .http2WhereOffered, port: bench.server.modern)
        slow.limits = TransferLimits(connect: .seconds(5), stall: .milliseconds(50), stallBytes: 1 << 20)
        let (result, _) = await bench.engine.perform(slow, into: DiscardingSink())
        #expect([.stalled, .tooSlow].contains(result.failure?.kind))
        #expect(result.connection.httpVersion == "2")
        let next = await bench.ask("/small", .http2WhereOffered, port: bench.server.modern, expecting: "2")
        #expect(next.complaint == nil)
        #expect(!next.result.connection.reused)
    }

    @Test func plainHTTPUsesHTTP11() async throws {
        try await ScriptedRegistry.run { registry in
            let engine = try engine(loops: 1)
            var request = registry.request("/v2/")
            let first = await engine.perform(request, into: DiscardingSink()).result
            request.version = .http2WhereOffered
            let second = await engine.perform(request, into: DiscardingSink()).result
            #expect(first.connection.httpVersion == "1.1")
            #expect(second.connection.httpVersion == "1.1")
            #expect(second.connection.reused)
            #expect(registry.requests.allSatisfy { $0.header("Upgrade") == nil })
            let nobody = await engine.perform(TransferRequest(url: "http://127.0.0.1:1/"), into: DiscardingSink())
                .result
            #expect(nobody.connection.httpVersion == nil)
        }
    }
}
