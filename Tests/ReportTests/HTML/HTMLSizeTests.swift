import Foundation
import OCI
import Record
import Samples
import Testing

@testable import Report

/// A report of a large release stays small enough to open at once.
struct HTMLSizeTests {
    private static let limit = 5_000_000

    /// A thousand images on eight backends, with four layers shared by all images of a repository.
    private static func release(_ change: (inout SampleRun) -> Void) throws -> Run {
        var sample = try SampleRun()
        sample.backends = (1...8).map {
            SampleRun.backend("registry100\($0)", address: "10.64.0.\($0):443", sample.registry)
        }
        sample.images = try (0..<1000).map { number in
            try SampleRun.Image(
                "\(sample.registry)/team-\(number % 40)/service-\(number / 4):2025-03-31-\(100_000 + number)",
                origins: [.line(file: "release/\(number % 5).yaml", number: number / 5 + 1)],
                blobs: [.init(name: "config \(number)", size: 7_000, kind: .config)]
                    + (0..<8).map { layer in
                        .init(name: "layer \(layer < 4 ? layer : number * 10 + layer)", size: 20_000_000)
                    })
        }
        change(&sample)
        return Run(sample.facts)
    }

    @Test func aThousandImagesOnEightBackends() throws {
        let run = try Self.release { sample in
            sample.usual = .tries([.good(cache: "HIT")])
            for number in stride(from: 7, to: 1000, by: 97) {
                sample.answer("layer \(number * 10 + 5)", on: "registry1003", with: .wrong("a"), .wrong("b"))
            }
        }
        let html = HTMLReport.render(run)
        #expect(html.utf8.count < Self.limit)
        let document = try HTMLDocument(html)
        let matrix = try #require(document.all("table").first { $0.attributes["class"] == "matrix" })
        let rows = matrix.all("tr").filter { $0.all("td").count == 8 }
        #expect(rows.count { $0.attributes["class"] == nil } == 1000)
        #expect(rows.count { $0.attributes["class"] == "blob" } == 11)
    }

    /// However much is wrong, what does not fit is counted.
    @Test func aThousandImagesThatAreAllRefused() throws {
        let run = try Self.release { $0.usual = .tries([.wrong("rot"), .wrong("other rot")]) }
        let html = HTMLReport.render(run)
        #expect(html.utf8.count < Self.limit)
        let rest = try #require(html.firstMatch(of: /and ([0-9]+) more rows/))
        let document = try HTMLDocument(html)
        let shown = document.all("tr").count { $0.attributes["class"] == "blob" }
        #expect(shown + (Int(rest.1) ?? 0) == 9 * 1000)
    }
}
