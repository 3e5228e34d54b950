import Foundation
import Testing

@testable import blobgate

/// All hooks name the same image: the one that `.ci/ship/image` makes, in the version of this program.
@Suite struct ImageNameTests {
    /// The name without a tag, in the only place that states it.
    private var name: String {
        get throws {
            try String(
                contentsOf: HookFile.root.deletingLastPathComponent().appending(path: ".ci/ship/image-name"),
                encoding: .utf8
            ).trimmingCharacters(in: .newlines)
        }
    }

    @Test func everyHookNamesTheImage() throws {
        let expected = "\(try name):\(Blobgate.version)"
        var count = 0
        for file in try HookFile.all {
            // With any registry and tag, so that another name is found too.
            for match in try file.text.matches(of: /[a-z0-9.:-]+\/(?:[a-z0-9-]+\/)*blobgate:[A-Za-z0-9._-]+/) {
                #expect(String(match.0) == expected, "\(file.name)")
                count += 1
            }
        }
        #expect(count >= 5)
    }

    /// `image: …/blobgate` without a tag would be `latest`.
    @Test func noHookLeavesTheTagOut() throws {
        for file in try HookFile.all {
            #expect(try !file.text.contains(/image: *"?[a-z0-9.:-]+\/(?:[a-z0-9-]+\/)*blobgate"?\s/), "\(file.name)")
        }
    }

    @Test func thePackageHasTheVersionOfTheProgram() throws {
        let changelog = try String(
            contentsOf: HookFile.root.deletingLastPathComponent().appending(path: "debian/changelog"), encoding: .utf8)
        #expect(changelog.hasPrefix("blobgate (\(Blobgate.version)-"))
    }
}
