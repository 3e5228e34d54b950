import Foundation
import Gate
import Record
import Report
import Testing

@testable import blobgate

@Suite struct ExplainTests {
    private static func document(_ name: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs")
        return try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    @Test func theDocumentIsTheTable() throws {
        #expect(try Self.document("findings.md") == Explanation.markdown, "run: make reference")
    }

    @Test(arguments: FindingCode.allCases) func everyFindingIsExplained(code: FindingCode) {
        let text = Explanation.text(of: code)
        #expect(!code.causes.isEmpty)
        for sentence in code.causes + [code.shows, code.meaning, code.remedy, code.exits] {
            #expect(sentence.hasSuffix("."), "\(sentence)")
            #expect(sentence.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "\(sentence)")
        }
        for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        #expect(text.hasPrefix("\(code): \(code.title)\n"))
        #expect(Explanation.markdown.contains("### `\(code)`: \(code.title)\n"))
        #expect(Explanation.list.contains("\(code) "))
    }

    @Test func theTextOfOne() {
        #expect(
            Explanation.text(of: .absenceBlob) == """
                absence-blob: blob not found

                family  absence: The backend reports that it does not have it.
                means   A node that pulls from this backend gets "not found" and cannot start.
                causes  - Garbage collection removed a layer that a manifest still references.
                        - The object, or the repository's link to it, is missing from the storage.
                        - Replication copied the manifest, but has not copied the layer yet, or never will.
                        - A cache stored a "not found" reply.
                shows   Nodes: "blob unknown" or "not found" in the middle of a pull, after the manifest was read.
                do      If other backends have it, wait for replication or repair it. If none has it, push the image
                        again.
                exit    1 (refused). On a standby it is only reported and does not refuse.

                """)
    }

    @Test(arguments: [(["explain"], 0), (["explain", "content-digest"], 0), (["explain", "content-digst"], 64)])
    func exits(arguments: [String], code: Int) async {
        #expect(await Main.run(arguments).rawValue == Int32(code))
    }
}
