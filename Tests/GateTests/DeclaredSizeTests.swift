import OCI
import Record
import Registry
import Support
import Testing
import Transfer

@testable import Gate

/// A size that a backend declares and that is not the manifest's, although no complete body arrived.
struct DeclaredSizeTests {
    private func failed(_ kind: TransferFailure.Kind, length: String?, encoding: String? = nil) -> Observation {
        var headers: [String: String] = [:]
        headers["content-length"] = length
        headers["content-encoding"] = encoding
        return seen(.failed(TransferFailure(kind: kind, message: "broke")), headers: headers, bodyBytes: 2)
    }

    @Test(
        "a body that breaks off below a wrong Content-Length",
        arguments: [
            TransferFailure.Kind.stalled, .truncated, .reset, .tooSlow,
        ])
    func wrongLength(_ kind: TransferFailure.Kind) throws {
        #expect(DeclaredSize.fault(of: failed(kind, length: "3"), try aClaim())?.code == .contentSize)
        #expect(DeclaredSize.fault(of: failed(kind, length: "9"), try aClaim())?.code == .contentSize)
    }

    @Test("nothing is proven by the right length, no length, an encoded body, another failure or a manifest")
    func unproven() throws {
        #expect(DeclaredSize.fault(of: failed(.stalled, length: "4"), try aClaim()) == nil)
        #expect(DeclaredSize.fault(of: failed(.stalled, length: nil), try aClaim()) == nil)
        #expect(DeclaredSize.fault(of: failed(.stalled, length: "-3"), try aClaim()) == nil)
        #expect(DeclaredSize.fault(of: failed(.stalled, length: "3", encoding: "gzip"), try aClaim()) == nil)
        #expect(DeclaredSize.fault(of: failed(.cancelled, length: "3"), try aClaim()) == nil)
        #expect(DeclaredSize.fault(of: failed(.stalled, length: "3"), try aClaim(kind: .manifest)) == nil)
    }

    private func unsatisfiable(_ range: String?) -> Observation {
        seen(
            .status(416, ErrorBody(opening: ServerText(""))), status: 416,
            headers: range.map { ["content-range": $0] } ?? [:])
    }

    @Test(
        "416 to a plain GET declares the stored size",
        arguments: [("bytes */0", true), ("bytes */3", true), ("bytes */4", false)])
    func rangeNotSatisfiable(_ range: String, _ isProven: Bool) throws {
        let judgement = Judge.judge(unsatisfiable(range), of: try aClaim())
        #expect(judgement.code == (isProven ? .contentSize : .accessStatus))
    }

    @Test("416 without a size stays an access fault", arguments: [nil, "bytes 0-3/4", "bytes */-1", "bytes */*"])
    func noSize(_ range: String?) throws {
        #expect(Judge.judge(unsatisfiable(range), of: try aClaim()).code == .accessStatus)
    }
}
