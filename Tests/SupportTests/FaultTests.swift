import OCI
import Support
import Testing

private let blob = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

private func changed(_ offset: Int, to bytes: [UInt8]) -> [UInt8] {
    var copy = blob
    copy.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    return copy
}

private func reply(
    _ faults: [Fault], method: String = "GET", headers: [String] = [], keep: Bool = false, patience: Double = 5
) async throws -> (RawClient.Reply, RecordedRequest?) {
    try await ScriptedRegistry.run { registry in
        let digest = try registry.addBlob(blob, to: "app")
        registry.add(FaultRule(.blobs, faults))
        let client = RawClient(port: registry.port)
        let reply = await client.send(
            "/v2/app/blobs/\(digest)", method: method, headers: headers, keep: keep, patience: patience)
        #expect(try await registry.idle())
        return (reply, registry.requests.last)
    }
}

@Suite(.timeLimit(.minutes(10))) struct FaultTests {
    @Test(
        arguments: [
            (.flipByte(at: 500), changed(500, to: [blob[500] ^ 1])), (.flipByte(at: 0), changed(0, to: [blob[0] ^ 1])),
            (.flipByte(at: 999), changed(999, to: [blob[999] ^ 1])), (.flipByte(at: 1000), blob),
            (.zeroRun(at: 100, count: 50), changed(100, to: [UInt8](repeating: 0, count: 50))),
            (.zeroRun(at: 990, count: 50), changed(990, to: [UInt8](repeating: 0, count: 10))),
            (.wrongBytes, blob.map { $0 ^ 0xa5 }), (.truncated(to: 10), Array(blob.prefix(10))),
            (.extended(by: [1, 2]), blob + [1, 2]), (.content([9]), [9]), (.emptyBody, []),
        ] as [(Fault, [UInt8])])
    func storedContentIsWrong(fault: Fault, expected: [UInt8]) async throws {
        let (reply, request) = try await reply([fault])
        #expect(reply.status == 200)
        #expect(reply.body == expected)
        #expect(reply.field("Content-Length") == String(expected.count))
        #expect(reply.field("Docker-Content-Digest")?.isEmpty == false)
        #expect(reply.ending == .closed)
        #expect(request?.bodyBytesSent == expected.count)
    }

    @Test func aFlippedByteShowsInRangesThatContainIt() async throws {
        let (hit, _) = try await reply([.flipByte(at: 15)], headers: ["Range: bytes=10-19"])
        #expect(hit.body == Array(changed(15, to: [blob[15] ^ 1])[10..<20]))
        let (missed, _) = try await reply([.flipByte(at: 15)], headers: ["Range: bytes=20-29"])
        #expect(missed.body == Array(blob[20..<30]))
    }

    @Test func rangesGoWrong() async throws {
        let (ignored, _) = try await reply([.ignoredRange], headers: ["Range: bytes=10-19"])
        #expect(ignored.status == 200)
        #expect(ignored.body == blob)
        let (shifted, _) = try await reply([.shiftedRange(by: 3)], headers: ["Range: bytes=10-19"])
        #expect(shifted.status == 206)
        #expect(shifted.field("Content-Range") == "bytes 10-19/1000")
        #expect(shifted.body == Array(blob[13..<23]))
    }

    @Test func theDeclaredLengthIsWrong() async throws {
        let (short, _) = try await reply([.declaredLength(adding: -100)])
        #expect(short.field("Content-Length") == "900")
        #expect(short.body == blob)
        let (long, _) = try await reply([.declaredLength(adding: 100)], keep: true)
        #expect(long.field("Content-Length") == "1100")
        #expect(long.body == blob)
        #expect(long.ending == .closed)
    }

    @Test func framingWithoutLength() async throws {
        let (chunked, request) = try await reply([.chunked, .extended(by: [0x41])])
        #expect(chunked.field("Content-Length") == nil)
        #expect(chunked.field("Transfer-Encoding") == "chunked")
        #expect(chunked.body == Array("3e8\r\n".utf8) + blob + Array("\r\n1\r\nA\r\n0\r\n\r\n".utf8))
        #expect(request?.bodyBytesSent == 1001)
        let (open, _) = try await reply([.untilClose], keep: true)
        #expect(open.field("Content-Length") == nil)
        #expect(open.field("Connection") == "close")
        #expect(open.body == blob)
        #expect(open.ending == .closed)
        let (trailing, _) = try await reply([.trailing([1, 2, 3])])
        #expect(trailing.field("Content-Length") == "1000")
        #expect(trailing.body == blob + [1, 2, 3])
    }

    @Test(arguments: [
        (Fault.Ending.close, RawClient.Ending.closed), (.reset, .reset), (.stall, .silent),
    ])
    func aReplyBreaksOff(ending: Fault.Ending, seen: RawClient.Ending) async throws {
        let (some, request) = try await reply([.breakOff(at: 300, ending)], patience: 0.5)
        #expect(some.field("Content-Length") == "1000")
        #expect(some.body == Array(blob[..<300]))
        #expect(some.ending == seen)
        #expect(request?.bodyBytesSent == 300)
        #expect(request?.outcome == (ending == .stall ? .abandoned : .brokenOff))
        let (none, silent) = try await reply([.noReply(ending)], patience: 0.5)
        #expect(none.raw.isEmpty)
        #expect(none.ending == seen)
        #expect(silent?.status == nil)
    }

    @Test func slowReplies() async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let (late, _) = try await reply([.delay(.milliseconds(200))])
        #expect(late.body == blob)
        #expect(clock.now - start >= .milliseconds(200))
        let (dripped, _) = try await reply([.drip(from: 995, bytes: 2, every: .milliseconds(50))])
        #expect(dripped.body == blob)
        let (slow, request) = try await reply([.drip(from: 10, bytes: 1, every: .seconds(30))], patience: 0.3)
        #expect(slow.body == Array(blob[..<10]))
        #expect(request?.bodyBytesSent == 10)
    }

    @Test(arguments: [401, 403, 404, 416, 429, 500, 502, 503])
    func statuses(code: Int) async throws {
        let (got, _) = try await reply([.status(code)])
        #expect(got.status == code)
        #expect(got.text.hasPrefix(#"{"errors":[{"code":""#))
        let (head, request) = try await reply([.status(code)], method: "HEAD")
        #expect(head.status == code)
        #expect(head.body.isEmpty)
        #expect(request?.status == code)
    }

    @Test func otherReplies() async throws {
        let (limited, _) = try await reply([.tooManyRequests(retryAfter: "2")])
        #expect(limited.field("Retry-After") == "2")
        let (html, _) = try await reply([.html])
        #expect(html.status == 200)
        #expect(html.field("Content-Type") == "text/html; charset=utf-8")
        #expect(html.text.hasPrefix("<!DOCTYPE html>"))
        let (moved, _) = try await reply([.redirect(to: "/else")])
        #expect(moved.status == 307)
        #expect(moved.field("Location") == "/else")
        let (plain, _) = try await reply([.status(502, headers: [HeaderField("Server", "nginx")], body: "<h1>502</h1>")]
        )
        #expect(plain.text == "<h1>502</h1>")
        #expect(plain.field("Server") == "nginx")
    }

    @Test func wrongHeaders() async throws {
        let (lie, _) = try await reply([.contentDigest("sha256:0"), .cacheStatus("HIT"), .header("etag", nil)])
        #expect(lie.field("Docker-Content-Digest") == "sha256:0")
        #expect(lie.field("X-Cache-Status") == "HIT")
        #expect(lie.field("ETag") == nil)
        #expect(lie.body == blob)
    }

    @Test func turnsAndOrderOfRules() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            let client = RawClient(port: registry.port)
            registry.on(.blob(digest), .only(2), .status(503))
            registry.on(.blob(digest), .first(1), .status(500))
            registry.on(.blob(digest, of: "app"), .from(4), .status(429))
            registry.on(.blob(digest, of: "elsewhere"), .status(404))
            var seen: [Int] = []
            for _ in 1...5 { seen.append(await client.send("/v2/app/blobs/\(digest)").status) }
            #expect(seen == [500, 503, 200, 429, 429])
            registry.heal()
            #expect(await client.send("/v2/app/blobs/\(digest)").status == 200)
        }
    }

    @Test func aStalledConnectionEndsWithTheServer() async throws {
        let registry = try await ScriptedRegistry.start()
        registry.on(.any, .noReply(.stall))
        async let reply = RawClient(port: registry.port).send("/v2/", keep: true, patience: 30)
        while registry.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(registry.openConnections == 1)
        await registry.stop()
        #expect(await reply.ending != .silent)
        #expect(registry.openConnections == 0)
    }
}
