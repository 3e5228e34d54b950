import Testing
import Transfer

@testable import Registry

/// What identifies the object behind a signed URL.
@Suite struct ServingObjectTests {
    private static let amazon =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k&X-Amz-Date=d&X-Amz-Expires=9&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature=s"

    private func object(_ url: String, _ fields: [(String, String)] = [], isProxied: Bool = false) -> ServingObject? {
        ServingObject(url, ResponseHead(status: 200, fields: fields), isProxied: isProxied)
    }

    @Test(
        "Signatures",
        arguments: [
            "", "?" + amazon, "?" + amazon + "&x-id=GetObject&response-content-disposition=attachment",
            "?AWSAccessKeyId=k&Signature=s&Expires=9",
            "?X-Goog-Algorithm=a&X-Goog-Credential=k&X-Goog-Date=d&X-Goog-Expires=9&X-Goog-SignedHeaders=host&X-Goog-Signature=s",
            "?GoogleAccessId=k&Signature=s&Expires=9", "?se=2025&sig=s&sp=r&spr=https&sr=b&sv=2019-12-12",
            "?temp_url_sig=s&temp_url_expires=9",
        ])
    func signature(_ query: String) {
        #expect(object("https://s3.test/bucket/a%2Fb" + query)?.place == "https://s3.test:443/bucket/a%2Fb")
    }

    @Test(
        "Doubtful queries",
        arguments: [
            "?", "?id=7", "?" + amazon + "&versionId=7", "?" + amazon + "&partNumber=1",
            "?" + amazon + "&response-content-encoding=gzip",
            "?X-Amz-Signature=s", "?sv=2019&se=1", "?se=2025&sig=s&sv=2019&snapshot=2024",
            "?se=2025&sig=s&sv=2019&versionid=2",
            "?" + amazon + "&X-Amz-Signature=t", "?" + amazon + "&",
            "?GoogleAccessId=k&Signature=s&Expires=9&generation=4",
            "?X-Goog-Algorithm=a&X-Goog-Credential=k&X-Goog-Signature=s&X-Amz-Date=d",
            "?expires=9&signature=s&version=2",
            "?Signature=s&Expires=9&Key-Pair-Id=k",
        ])
    func doubtful(_ query: String) {
        #expect(object("https://s3.test/bucket/a" + query) == nil)
    }

    @Test func placesDiffer() {
        let places = [
            "https://s3.test/a", "http://s3.test/a", "https://s3.test:8443/a", "https://other.test/a",
            "https://s3.test/A",
            "https://s3.test/a/", "https://s3.test/%61",
        ].map { object($0)?.place }
        #expect(Set(places).count == places.count)
        #expect(!places.contains(nil))
        #expect(object("HTTPS://S3.test:443/a?" + Self.amazon)?.place == object("https://s3.test/a")?.place)
    }

    @Test(
        "URLs that identify nothing", arguments: ["https://s3.test", "https://s3.test/", "https://u:p@s3.test/a", "/a"])
    func nothing(_ url: String) {
        #expect(object(url) == nil)
    }

    @Test(
        "Replies of caches",
        arguments: [
            ("Age", "0"), ("Via", "1.1 x"), ("X-Cache", "MISS"), ("CF-Cache-Status", "DYNAMIC"), ("X-Amz-Cf-Id", "x"),
            ("X-Served-By", "cache-1"), ("Akamai-GRN", "x"), ("Cache-Status", "x; hit"),
        ])
    func cached(_ field: (String, String)) {
        #expect(object("https://s3.test/a", [field]) == nil)
    }

    @Test func theEntityTagIsKept() {
        #expect(object("https://s3.test/a", [("ETag", "\"x\"")])?.entityTag == "\"x\"")
        #expect(object("https://s3.test/a")?.entityTag == nil)
    }

    /// A proxy may cache plain HTTP.
    @Test func behindAProxy() {
        #expect(object("http://s3.test/a", isProxied: true) == nil)
        #expect(object("https://s3.test/a", isProxied: true) != nil)
    }
}
