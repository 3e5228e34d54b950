/// One step of sending a reply.
enum WireStep {
    /// Writes bytes; body bytes are counted, framing is not.
    case send(ArraySlice<UInt8>, counted: Bool)
    /// Waits.
    case wait(Duration)
    /// Ends the reply, incomplete.
    case end(Fault.Ending)
    /// Closes the connection after a complete reply.
    case close
}

/// A reply with its faults, as a list of steps.
struct ReplyPlan {
    private enum Framing {
        case length(adding: Int)
        case chunked
        case untilClose
    }

    /// The status; `nil` if none is sent, or raw bytes.
    private(set) var status: Int?
    private(set) var steps: [WireStep] = []

    /// The number of bytes per write.
    private static let sliceSize = 128 << 10

    init(_ original: HTTPReply, to request: RecordedRequest, faults: [Fault]) {
        if let ending = faults.compactMap(\.missingReply).last {
            steps = [.end(ending)]
            return
        }
        if let bytes = faults.compactMap(\.rawReply).last {
            steps = [.send(bytes[...], counted: true), .close]
            return
        }
        var reply = faults.compactMap(\.otherReply).last ?? original
        for fault in faults { fault.change(&reply.body) }
        Self.cutRange(from: &reply, request: request, faults: faults)
        for case .relabelled(let status) in faults { reply.status = status }

        var framing = Framing.length(adding: 0)
        for fault in faults {
            switch fault {
            case .declaredLength(let adding): framing = .length(adding: adding)
            case .chunked: framing = .chunked
            case .untilClose: framing = .untilClose
            default: break
            }
        }
        status = reply.status
        for case .delay(let duration) in faults { steps.append(.wait(duration)) }
        let closes = request.header("Connection")?.lowercased() == "close"
        steps.append(.send(Self.head(of: reply, framing: framing, closes: closes, faults: faults), counted: false))
        if request.method != "HEAD" { addBody(reply.body, framing: framing, faults: faults) }
        if closes { steps.append(.close) }
    }

    private static func cutRange(from reply: inout HTTPReply, request: RecordedRequest, faults: [Fault]) {
        let count = reply.body.count
        guard reply.rangeable, reply.status == 200, !faults.contains(.ignoredRange),
            let range = ByteRange(request.header("Range"), of: count)
        else { return }
        switch range {
        case .part(let part):
            let shift = faults.reduce(0) { sum, fault in
                if case .shiftedRange(let by) = fault { sum + by } else { sum }
            }
            reply.status = 206
            reply.headers.append(
                HeaderField("Content-Range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(count)"))
            let start = max(0, min(part.lowerBound + shift, count - part.count))
            reply.body = reply.body[start..<start + part.count]
        case .unsatisfiable:
            reply = .error(416, headers: [HeaderField("Content-Range", "bytes */\(count)")])
        }
    }

    private static func head(of reply: HTTPReply, framing: Framing, closes: Bool, faults: [Fault]) -> ArraySlice<UInt8>
    {
        var fields = reply.headers
        switch framing {
        case .length(let adding):
            fields.append(HeaderField("Content-Length", String(max(0, reply.body.count + adding))))
        case .chunked: fields.append(HeaderField("Transfer-Encoding", "chunked"))
        case .untilClose: fields.append(HeaderField("Connection", "close"))
        }
        if closes { fields.set("Connection", "close") }
        for case .header(let name, let value) in faults { fields.set(name, value) }
        let lines = ["HTTP/1.1 \(reply.status) \(phrase(of: reply.status))"] + fields.map { "\($0.name): \($0.value)" }
        return ArraySlice((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// The reason phrase of a status (RFC 9110, 15).
    private static func phrase(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 203: "Non-Authoritative Information"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 416: "Range Not Satisfiable"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: ""
        }
    }

    private mutating func addBody(_ body: BodyBytes, framing: Framing, faults: [Fault]) {
        var sent = body
        var ending: Fault.Ending?
        for case .breakOff(let at, let how) in faults {
            sent = sent[0..<at]
            ending = how
        }
        var chunked = false
        if case .chunked = framing { chunked = true }

        for (slice, pause) in Self.paced(sent, faults: faults) {
            if let pause { steps.append(.wait(pause)) }
            if chunked {
                steps.append(.send(ArraySlice((String(slice.count, radix: 16) + "\r\n").utf8), counted: false))
            }
            steps.append(.send(slice, counted: true))
            if chunked { steps.append(.send(ArraySlice("\r\n".utf8), counted: false)) }
        }
        if let ending {
            // A reset discards data that the client has not read yet.
            if ending == .reset { steps.append(.wait(.milliseconds(50))) }
            steps.append(.end(ending))
            return
        }
        if chunked { steps.append(.send(ArraySlice("0\r\n\r\n".utf8), counted: false)) }
        for case .trailing(let bytes) in faults { steps.append(.send(bytes[...], counted: false)) }
        switch framing {
        case .length(let adding) where adding > 0: steps.append(.end(.close))
        case .untilClose: steps.append(.close)
        case .length, .chunked: break
        }
    }

    private static func paced(_ body: BodyBytes, faults: [Fault]) -> [(ArraySlice<UInt8>, Duration?)] {
        for case .drip(let from, let bytes, let every) in faults {
            let fast = body[0..<from].slices(of: sliceSize).map { ($0, Duration?.none) }
            let slow = body[from..<max(from, body.count)].slices(of: max(1, bytes)).map { ($0, Duration?.some(every)) }
            return fast + slow
        }
        return body.slices(of: sliceSize).map { ($0, nil) }
    }
}

extension Fault {
    fileprivate var missingReply: Ending? {
        if case .noReply(let ending) = self { ending } else { nil }
    }

    fileprivate var rawReply: [UInt8]? {
        if case .raw(let bytes) = self { bytes } else { nil }
    }

    fileprivate var otherReply: HTTPReply? {
        switch self {
        case .status(let code, let headers, nil):
            return .error(code, headers: headers)
        case .status(let code, let headers, let body?):
            return HTTPReply(status: code, headers: headers, body: BodyBytes(body))
        case .html:
            let page = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Please sign in.</body></html>\n"
            return HTTPReply(
                status: 200, headers: [HeaderField("Content-Type", "text/html; charset=utf-8")], body: BodyBytes(page))
        case .redirect(let location, let status):
            return HTTPReply(status: status, headers: [HeaderField("Location", location)], body: BodyBytes())
        default:
            return nil
        }
    }

    fileprivate func change(_ body: inout BodyBytes) {
        switch self {
        case .flipByte(let offset):
            if let byte = body.byte(at: offset) { body.overwrite(at: offset, with: [byte ^ 1]) }
        case .zeroRun(let offset, let count):
            body.overwrite(at: offset, with: [UInt8](repeating: 0, count: count))
        case .wrongBytes:
            body = BodyBytes(body.pieces.flatMap { $0.map { $0 ^ 0xa5 } })
        case .truncated(let length):
            body = body[0..<length]
        case .extended(let bytes):
            body.append(bytes)
        case .content(let bytes):
            body = BodyBytes(bytes)
        case .emptyBody:
            body = BodyBytes()
        default:
            break
        }
    }
}
