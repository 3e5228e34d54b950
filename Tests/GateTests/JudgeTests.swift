import Foundation
import OCI
import Record
import Registry
import Report
import Testing
import Transfer

@testable import Gate

@Suite struct JudgeTests {
    private func expect(
        _ observation: Observation, of claim: Claim, _ code: FindingCode?, _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let judgement = Judge.judge(observation, of: claim)
        #expect(judgement.code == code, sourceLocation: sourceLocation)
        #expect(judgement.seen == words, sourceLocation: sourceLocation)
        if case .good(let blob) = judgement {
            #expect(code == nil, sourceLocation: sourceLocation)
            #expect(blob.claim == claim, sourceLocation: sourceLocation)
        }
    }

    @Test("img Descriptors, SHA-256: sha256 is computed for every body") func good() throws {
        let claim = try aClaim()
        expect(try body("good"), of: claim, nil, "4 bytes that hash to sha256:\(try digest("good").encoded.prefix(12))")
        expect(
            try body("good"), of: try aClaim(size: nil, kind: .manifest), nil,
            "4 bytes that hash to sha256:\(try digest("good").encoded.prefix(12))")
        let long = try aClaim(digest: digest("good", .sha512))
        let judged = Judge.judge(try body("good", algorithm: .sha512), of: long)
        #expect(judged.code == nil)
        #expect(judged.seen.contains("sha512:"))
    }

    @Test("img Descriptors, Verification: bytes are hashed before they are processed") func wrongBytes() throws {
        expect(try body("evil"), of: try aClaim(), .contentDigest, "4 bytes that hash to \(try digest("evil"))")
        expect(
            try body("evil", headers: ["x-cache-status": "HIT"]), of: try aClaim(), .contentDigest,
            "4 bytes that hash to \(try digest("evil")) (cache: HIT)")
        expect(
            try body("evil"), of: try aClaim(size: nil, kind: .manifest), .contentDigest,
            "4 bytes that hash to \(try digest("evil"))")
        let otherFunction = try aClaim(digest: digest("good", .sha512))
        #expect(Judge.judge(try body("good"), of: otherFunction).code == .contentDigest)
    }

    @Test("img Descriptors, Properties: the size is not negative, and content with another size is not trusted")
    func wrongSize() throws {
        let claim = try aClaim()
        expect(try body("goo"), of: claim, .contentSize, "3 bytes where the manifest says 4")
        expect(try body(""), of: claim, .contentSize, "0 bytes where the manifest says 4: the body is empty")
        expect(
            try body("<html>\n", hashed: "<htm", headers: ["content-type": "text/html"]), of: claim, .contentSize,
            #"7 bytes where the manifest says 4, text/html beginning "<html>\n""#)
        expect(
            try body("evil and more", hashed: "evil", stopped: true), of: claim, .contentSize,
            "more than 13 bytes where the manifest says 4")
        // The digest is right but the size in the descriptor is not.
        expect(
            try body("good"), of: try aClaim(size: 3, kind: .manifest), .contentSize,
            "4 bytes where the manifest says 3")
        expect(
            try body("good"), of: try aClaim(size: 5, kind: .manifest), .contentSize,
            "4 bytes where the manifest says 5")
    }

    @Test("img Descriptors, Properties: the size is not negative, and content with another size is not trusted")
    func bytesAfterTheEnd() throws {
        let claim = try aClaim()
        expect(
            try body("goodgood", hashed: "good"), of: claim, .contentTrailing,
            "the first 4 bytes are right, but 8 bytes arrived")
        expect(
            try body("goodgood", hashed: "good", stopped: true), of: claim, .contentTrailing,
            "the first 4 bytes are right, but more than 8 bytes arrived")
    }

    @Test("decoded bytes that are right are good; a coding that nodes do not know is not") func decoded() throws {
        let claim = try aClaim()
        let facts = BodyFacts(
            received: 4, digest: try digest("good"), declaredLength: nil, opening: ServerText(""), coding: .decoded)
        func observation(_ outcome: Observation.Outcome, _ coding: String) -> Observation {
            Observation(
                outcome: outcome, url: "u", status: 200, headers: ["content-encoding": ServerText(coding)],
                started: .now)
        }
        #expect(Judge.judge(observation(.body(facts), "gzip"), of: claim).code == nil)
        for coding in ["gzip", "aws-chunked"] {
            let failure = TransferFailure(kind: .undecodable, curlCode: 61, message: "no")
            #expect(Judge.judge(observation(.failed(failure), coding), of: claim).code == .contentEncoded)
        }
    }

    @Test func encoded() throws {
        expect(
            try body("\u{1F}zip", headers: ["content-encoding": "gzip"]), of: try aClaim(), .contentEncoded,
            "4 bytes with Content-Encoding: gzip")
    }

    @Test(
        "img Verification: right bytes with a coding that a client refuses are not right for it",
        arguments: ["br", "aws-chunked"])
    func encodedAsStored(coding: String) throws {
        func judgement(_ use: BodyFacts.Coding) throws -> Judgement {
            let facts = BodyFacts(
                received: 4, digest: try digest("good"), declaredLength: 4, opening: ServerText(""), coding: use)
            let headers = ["content-encoding": ServerText(coding)]
            return Judge.judge(
                Observation(outcome: .body(facts), url: "u", status: 200, headers: headers, started: .now),
                of: try aClaim())
        }
        let refused = try judgement(.refused)
        #expect(refused.code == .contentEncoded)
        let evidence = Evidence.encodedThoughRight(encoding: ServerText(coding), cache: nil)
        #expect(refused.evidence == evidence)
        #expect(try judgement(.asSent).code == nil)
    }

    @Test("clients that do not compare sizes hash all bytes", arguments: [0, 3])
    func wholeBody(size: Int) throws {
        let facts = BodyFacts(
            received: 4, digest: try digest("goo"), declaredLength: 4, opening: ServerText(""),
            wholeDigest: try digest("good"))
        let reply = Observation(outcome: .body(facts), url: "u", status: 200, started: .now)
        let claim = try aClaim(size: Int64(size))
        #expect(Judge.judge(reply, of: claim).code == .contentSize)
        #expect(Judge.judge(reply, of: claim, comparesSizes: false).code == nil)
    }

    @Test("img Descriptors, Registered algorithms: sha512 and blake3 are registered and optional")
    func whatCannotBeComputed() throws {
        let odd = try aClaim(digest: Digest(parsing: "blake3:" + String(repeating: "0", count: 64)))
        let facts = BodyFacts(received: 4, digest: nil, declaredLength: 4, opening: ServerText("good"))
        expect(seen(.body(facts)), of: odd, .accessAlgorithm, "the digest algorithm is blake3")
        let large = BodyFacts(
            received: 8 << 20 + 1, digest: nil, declaredLength: nil, stoppedEarly: true, opening: ServerText(""))
        expect(
            seen(.body(large)), of: try aClaim(size: nil, kind: .manifest), .accessManifestLimit,
            "the manifest is larger than 8 MiB")
    }

    @Test(arguments: [
        (TransferFailure.Kind.resolve, FindingCode.accessResolve), (.connect, .accessConnect),
        (.connectTimeout, .accessConnectTimeout), (.tls, .accessTLS), (.emptyReply, .accessEmptyReply),
        (.truncated, .accessTruncated), (.reset, .accessReset), (.stalled, .accessStalled), (.tooSlow, .accessSlow),
        (.protocolViolation, .accessProtocol), (.undecodable, .accessProtocol), (.headTooLarge, .accessHeadLimit),
        (.localLimit, .accessLocalLimit),
        (.cancelled, .accessInterrupted), (.other, .accessOther),
    ])
    func brokenTransfers(kind: TransferFailure.Kind, code: FindingCode) throws {
        let failure = TransferFailure(kind: kind, message: "why\u{1B}")
        expect(seen(.failed(failure), status: nil), of: try aClaim(), code, #"why\x1b"#)
        expect(
            seen(.failed(failure), headers: ["content-length": "4", "x-cache": "MISS"], bodyBytes: 3), of: try aClaim(),
            code, #"status 200, then why\x1b after 3 of 4 bytes (cache: MISS)"#)
        #expect(code.family == .access)
    }

    @Test func everyKindOfFailureHasItsOwnCode() {
        #expect(TransferFailure.Kind.allCases.count == 15)
    }

    @Test(
        "dist Pulling, Checking if content exists: success is 200, missing is 404",
        arguments: [
            (404, FindingCode.absenceBlob, FindingCode.absenceManifest), (410, .absenceBlob, .absenceManifest),
            (401, .accessCredentials, .accessCredentials), (403, .accessCredentials, .accessCredentials),
            (429, .accessRateLimited, .accessRateLimited), (500, .accessServerError, .accessServerError),
            (502, .accessServerError, .accessServerError), (503, .accessServerError, .accessServerError),
            (599, .accessServerError, .accessServerError), (204, .accessStatus, .accessStatus),
            (206, .accessStatus, .accessStatus), (304, .accessStatus, .accessStatus),
            (400, .accessStatus, .accessStatus),
            (416, .accessStatus, .accessStatus), (600, .accessStatus, .accessStatus),
        ])
    func statuses(status: Int, blob: FindingCode, manifest: FindingCode) throws {
        let plain = seen(.status(status, ErrorBody([])), status: status)
        expect(plain, of: try aClaim(), blob, "status \(status)")
        expect(plain, of: try aClaim(kind: .config), blob, "status \(status)")
        expect(plain, of: try aClaim(kind: .manifest), manifest, "status \(status)")
        let text = ErrorBody(Array(#"{"errors":[{"code":"A","message":"b"}]}"#.utf8))
        expect(
            seen(.status(status, text), status: status, headers: ["x-cache-status": "HIT"]), of: try aClaim(), blob,
            "status \(status) (A: b) (cache: HIT)")
    }

    @Test(arguments: [
        (
            CredentialFault.missing(hasToken: false), FindingCode.accessCredentials,
            "the registry requires credentials, and none were found for it"
        ),
        (
            .missing(hasToken: true), .accessCredentials,
            "the registry requires a user name and a password; only a token was found for it"
        ),
        (
            .refused(status: 403, by: "one", message: ServerText("user u")), .accessCredentials,
            "refused with status 403 by one (user u)"
        ),
        (
            .refused(status: 401, by: "one", message: ServerText("")), .accessCredentials,
            "refused with status 401 by one"
        ),
        (.tokenServer(realm: "R", status: 500, failure: nil), .accessTokenServer, "R returned no token: status 500"),
        (
            .tokenServer(
                realm: "R", status: nil, failure: BrokenTransfer(message: ServerText("cut"), curlCode: 56)),
            .accessTokenServer,
            "R returned no token: cut"
        ),
        (.tokenServer(realm: "R", status: nil, failure: nil), .accessTokenServer, "R returned no token: status ?"),
        (
            .tokenServerBusy(realm: "R", status: 429, waitMilliseconds: 7_000), .accessTokenServer,
            "R returned no token: status 429, retry after 7 s"
        ),
        (
            .tokenRedirect(realm: "R", fault: .tooMany(limit: 5)), .accessTokenServer,
            "R returned no token: more than 5 redirects"
        ),
        (
            .numericRealm(realm: "R"), .accessTokenServer,
            "no token from R: nodes look up its host as a name, not as an address"
        ),
        (.interrupted, .accessInterrupted, "the run ended while it was authenticating"),
        (
            .helper(
                fault: HelperFault(
                    program: "docker-credential-x", registry: .dockerHub, source: "config.json",
                    reason: .exited(status: 1),
                    said: ServerText("locked"))),
            .accessCredentials,
            """
            the registry requires credentials; the credential helper docker-credential-x, configured in config.json for \
            docker.io, exited with status 1: locked
            """
        ),
        (.noToken(realm: "R"), .accessTokenServer, "the reply from R contains no token"),
        (.insecureRealm(realm: "R"), .accessCredentials, "credentials are not sent to R, which is not https"),
        (.noUsableChallenge(schemes: []), .accessCredentials, "status 401 without a challenge"),
        (
            .noChallengeAtRoot(node: .crio), .accessCredentials,
            "status 401, but GET /v2/ returned no challenge: cri-o looks for one only there"
        ),
        (
            .noUsableChallenge(schemes: ["ntlm", "x"]), .accessCredentials,
            "status 401 with unsupported challenges: ntlm, x"
        ),
    ])
    func credentialFaults(fault: CredentialFault, code: FindingCode, words: String) throws {
        expect(seen(.denied(fault), status: nil), of: try aClaim(), code, words)
    }

    @Test(arguments: [
        (RedirectFault.noLocation, "a redirect without a Location"),
        (.badLocation(location: ServerText("x y")), #"a redirect to "x y", which is not an http or https URL"#),
        (.downgrade(url: "http://a"), "a redirect from https to http://a"),
        (.tooMany(limit: 5), "more than 5 redirects"),
        (.loop(url: "u"), "a redirect back to u"),
        (.numericName(url: "u"), "a redirect to u: nodes look up its host as a name, not as an address"),
        (.privateAddress(url: "u"), "a redirect from a public server to u, a private address"),
        (
            .privateTarget(url: "u", address: "10.0.0.1"),
            "a redirect from a public server to u, which resolves to 10.0.0.1, a private address"
        ),
    ])
    func redirects(fault: RedirectFault, words: String) throws {
        expect(seen(.redirect(fault), status: 307), of: try aClaim(), .accessRedirect, words)
    }

    @Test func familiesAndWords() {
        for code in FindingCode.allCases {
            #expect(code.rawValue.hasPrefix(code.family.rawValue + "-"))
            for text in [code.title, code.meaning, code.remedy] {
                #expect(!text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(code)")
            }
            #expect(!code.mayPass || code.family == .access)
        }
    }
}
