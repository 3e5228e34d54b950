import OCI
import Record
import Support

/// A fault of the scripted registry; one of a run is a `Record.Fault`.
typealias Fault = Support.Fault

/// One thing that is wrong with a backend, and what a run must make of it.
struct Trouble {
    enum Change {
        /// Other bytes are stored, or none.
        case stored(PushedObject, [UInt8]?)
        case rules([FaultRule])
        /// A tag points elsewhere, or nowhere.
        case tag(PushedRelease.Tag, Digest?)
        /// Every connection ends like this.
        case transport(Fault.Ending)
    }

    /// The kind of finding that it may lead to. Several faults may each lead to theirs.
    enum Kind {
        case content, absence, access, any
    }

    let change: Change
    let kind: Kind
    let expected: Expected
    /// The content that is not served right; `nil` if it is about more than one.
    var object: PushedObject?
    /// Whether every run sees the same.
    var isSteady = true
    /// Whether the run has to wait for an answer that does not come.
    var isStall = false

    func apply(to registry: ScriptedRegistry) throws {
        switch change {
        case .stored(let object, let bytes?): try object.put(bytes, in: registry)
        case .stored(let object, nil): registry.remove(object.digest, from: object.repository)
        case .rules(let rules): for rule in rules { registry.add(rule) }
        case .tag(let tag, let digest?): registry.tag(tag.name, of: tag.repository, as: digest)
        case .tag(let tag, nil): registry.untag(tag.name, of: tag.repository)
        case .transport(let ending): registry.transport = .brokenOff(ending)
        }
    }
}

extension Trouble {
    /// A random fault of one object on one backend.
    static func random(_ dice: inout Dice, of object: PushedObject) -> Trouble {
        switch dice.below(10) {
        case 0, 1, 2: stored(&dice, object)
        case 3, 4, 5: content(&dice, object)
        case 6, 7: access(&dice, object)
        case 8: harmless(&dice, object)
        default: odd(&dice, object)
        }
    }

    /// At rest: every read returns the same wrong bytes.
    private static func stored(_ dice: inout Dice, _ object: PushedObject) -> Trouble {
        guard !dice.chance(15) else {
            return Trouble(change: .stored(object, nil), kind: .absence, expected: .fails, object: object)
        }
        let bytes = damaged(object.bytes, &dice)
        return Trouble(
            change: .stored(object, bytes), kind: bytes == object.bytes ? .any : .content,
            expected: bytes == object.bytes ? .passes : .fails, object: object)
    }

    private static func damaged(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        let place = dice.below(bytes.count)
        switch dice.below(7) {
        case 0: if !bytes.isEmpty { bytes[place] ^= 1 << UInt8(dice.below(8)) }
        case 1: for index in place..<min(bytes.count, place + dice.among(1...4096)) { bytes[index] = 0 }
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes += dice.bytes(dice.among(1...3000))
        case 4: bytes.insert(UInt8(dice.below(256)), at: place)
        case 5: bytes = dice.bytes(bytes.count)
        default: bytes = Array(dice.pick(["", "null", "{}", "[[[[", "<html>\u{1b}[31m</html>", "\u{202e}"]).utf8)
        }
        return bytes
    }

    /// Wrong bytes in some replies.
    private static func content(_ dice: inout Dice, _ object: PushedObject) -> Trouble {
        let count = object.bytes.count
        let fault: Fault =
            switch dice.below(8) {
            case 0, 1: count > 0 ? .flipByte(at: dice.below(count)) : .extended(by: [0])
            case 2: count > 0 ? .wrongBytes : .html
            case 3: count > 0 ? .truncated(to: dice.below(count)) : .html
            case 4: .extended(by: dice.bytes(dice.among(1...500)))
            case 5: .html
            case 6: count > 0 ? .emptyBody : .html
            default: .content(dice.bytes(count + 1))
            }
        let (turns, sees) = turns(&dice)
        return Trouble(
            change: .rules([FaultRule(get(object), turns: turns, [fault])]), kind: .content,
            // The first read is wrong: whatever follows, the backend serves wrong bytes at times.
            expected: sees == .first && object.manifestType != nil ? .either : sees == .later ? .either : .fails,
            object: object, isSteady: sees == .all)
    }

    /// No usable reply.
    private static func access(_ dice: inout Dice, _ object: PushedObject) -> Trouble {
        let count = object.bytes.count
        let isStall = dice.chance(4)
        let ending: Fault.Ending = isStall ? .stall : dice.pick([.close, .reset])
        var kind = Kind.access
        let fault: Fault
        switch dice.below(7) {
        case 0: fault = .noReply(ending)
        case 1 where count > 0:
            // The same end on every read may be the mark of a proxy that verifies.
            kind = .any
            fault = .breakOff(at: dice.below(count), ending)
        case 2 where !isStall:
            // It says another size than the manifest.
            kind = .any
            fault = .declaredLength(adding: dice.pick([1, 1000, 1 << 40]))
        case 3 where !isStall:
            let place = dice.pick([
                "\(object.path)", "/", "", "http://", "://", "http://[::1", "ftp://127.0.0.1/x",
                "file:///etc/passwd", "http://127.0.0.1:1/x", "http://\u{1b}[31m/", "//", "http://a@b@c/", "?x", "#",
            ])
            // Some of them lead to another resource that exists.
            kind = .any
            fault = .redirect(to: place, status: dice.pick([301, 302, 303, 307, 308]))
        default:
            guard !isStall else {
                fault = .noReply(.stall)
                break
            }
            let status = dice.pick([
                204, 304, 400, 401, 403, 404, 405, 410, 416, 418, 429, 451, 500, 502, 503, 504, 599,
            ])
            kind = [400, 403, 405, 500, 502, 503, 504, 599].contains(status) ? .access : .any
            let body = dice.pick([
                nil, "", "{", #"{"errors":[{"code":"\#u{1b}[31m","message":"\#u{202e}"}]}"#, "<html>",
            ])
            let headers = dice.pick([[], [HeaderField("Retry-After", dice.pick(["0", "x", "-1", "99999999999", ""]))]])
            fault = .status(status, headers: headers, body: body)
        }
        let (turns, sees) = turns(&dice)
        return Trouble(
            change: .rules([FaultRule(get(object), turns: turns, [fault])]), kind: kind,
            expected: sees == .all ? .fails : .either, object: object, isSteady: sees == .all, isStall: isStall)
    }

    /// What changes no byte that a node gets.
    private static func harmless(_ dice: inout Dice, _ object: PushedObject) -> Trouble {
        let fault: Fault =
            switch dice.below(5) {
            case 0: .chunked
            case 1: .delay(.milliseconds(dice.among(1...10)))
            case 2: .drip(from: 0, bytes: max(1, object.bytes.count / 5 + 1), every: .milliseconds(1))
            case 3: .header("ETag", dice.pick(["", "\"x\"", "W/\"\u{1b}\""]))
            default: .header("X-Anything", String(repeating: "x", count: dice.among(0...4000)))
            }
        return Trouble(
            change: .rules([FaultRule(get(object), [fault])]), kind: .any, expected: .passes, object: object)
    }

    /// What other tests have rules for.
    private static func odd(_ dice: inout Dice, _ object: PushedObject) -> Trouble {
        var faults: [Fault]
        switch dice.below(8) {
        case 0: faults = [.untilClose]
        case 1: faults = [.trailing(dice.bytes(dice.among(1...200)))]
        case 2: faults = [.header("Docker-Content-Digest", dice.pick([nil, "", "sha256:0", "\u{1b}[31m"]))]
        case 3: faults = [.header("Content-Type", dice.pick([nil, "", "text/html", "\u{202e}", "a/b;c=\"d"]))]
        case 4: faults = [.header("Content-Length", dice.pick(["", "-1", "99999999999999999999", "0x10", "1, 2"]))]
        case 5: faults = [.header("Content-Encoding", dice.pick(["identity", "gzip", "br", "\u{1b}", ""]))]
        case 6:
            faults = (0..<dice.among(1...400)).map { .header("X-\($0)", String(repeating: "y", count: 1000)) }
        default: faults = [.declaredLength(adding: -dice.among(1...200))]
        }
        if dice.chance(20) { faults.append(.chunked) }
        let (turns, sees) = turns(&dice)
        return Trouble(
            change: .rules([FaultRule(get(object), turns: turns, faults)]), kind: .any, expected: .either,
            object: object, isSteady: sees == .all)
    }

    static func get(_ object: PushedObject) -> RequestPattern {
        // A read of a part is not a read of the content; other rules are for those.
        var pattern = RequestPattern(method: "GET", path: .exactly(object.path))
        pattern.isRanged = false
        return pattern
    }

    private enum Sees {
        case all, first, later
    }

    /// Which replies are affected, and which of the reads of a run see it.
    private static func turns(_ dice: inout Dice) -> (Turns, Sees) {
        switch dice.below(10) {
        case 0: (.only(1), .first)
        case 1: (.first(dice.among(1...3)), .first)
        case 2: (dice.pick([.only(2), .only(3), .from(2), .from(3)]), .later)
        case 3: dice.chance(50) ? (.odd, .first) : (.even, .later)
        default: (.always, .all)
        }
    }
}
