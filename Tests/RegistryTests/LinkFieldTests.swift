import Foundation
import OCI
import Record
import Testing

@testable import Registry

/// RFC 8288, and which links are followed (distribution-spec, Listing Referrers).
@Suite struct LinkFieldTests {
    @Test(
        "dist Listing Referrers: pages of referrers follow Link, in every spelling of RFC 8288",
        arguments: [
            (["</v2/a/referrers/x?n=2>; rel=\"next\""], "/v2/a/referrers/x?n=2"),
            (["</p>; rel=next"], "/p"),
            (["</p>;rel=NEXT;type=\"a/b\""], "/p"),
            (["</a>; rel=prev, </b>; rel=\"last next\""], "/b"),
            (["</a>; rel=first", "</b>; rel = next"], "/b"),
            (["</a,b;c>; title=\"x, <y>; rel=next\", </d>; rel=next"], "/d"),
            (["</a>; rel=previous"], nil),
            (["</a>"], nil),
            (["<>; rel=next"], nil),
            (["/a; rel=next"], nil),
            (["</a; rel=next"], nil),
            ([""], nil),
            ([], nil),
        ] as [([String], String?)])
    func next(values: [String], target: String?) {
        #expect(LinkField.next(in: values) == target)
    }

    @Test(arguments: [
        ("/v2/a/referrers/x?n=2", "https://r.test/v2/a/referrers/x?n=2"),
        ("?n=2", "https://r.test/v2/a/referrers/x?n=2"),
        ("https://R.test:443/v2/p", "https://R.test:443/v2/p"),
    ])
    func onTheSameHost(target: String, url: String) throws {
        let asked = try #require(URL(string: "https://r.test/v2/a/referrers/x"))
        #expect(RegistryClient.next(target, after: asked) == .link(PageLink(url: try #require(URL(string: url)))))
    }

    @Test(arguments: [
        "https://other.test/v2/p", "http://r.test/v2/p", "https://r.test:444/v2/p", "//other.test/p",
        "https://user:secret@r.test/v2/p", "ftp://r.test/p", "file:///etc/passwd",
    ])
    func elsewhere(target: String) throws {
        let asked = try #require(URL(string: "https://r.test/v2/a/referrers/x"))
        guard case .refused(let text) = RegistryClient.next(target, after: asked) else {
            Issue.record("\(target) would be asked")
            return
        }
        #expect(!text.description.contains("secret"))
    }
}
