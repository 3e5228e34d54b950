import Record
import Testing

/// What a reply says about the cache that it passed, in the header of each software.
struct CacheReplyTests {
    @Test(
        "the header of each software",
        arguments: [
            (["x-cache-status": "HIT"], CacheReply.hit),
            (["x-cache-status": "EXPIRED"], .miss),
            (["x-cache": "Hit from cloudfront"], .hit),
            (["x-cache": "TCP_MEM_HIT from a1.example.net"], .hit),
            // The name of a host says nothing.
            (["x-cache": "MISS from whitefront"], .miss),
            (["x-cache": "HIT from bypass01, HIT from passgate"], .hit),
            // Varnish: a second number is that of the request that stored the object.
            (["x-varnish": "32770 3"], .hit),
            (["x-varnish": "32770"], .miss),
            // RFC 9211, as squid 6 sends it instead of X-Cache.
            (["cache-status": "front;hit;detail=match"], .hit),
            (["cache-status": "front; fwd=uri-miss; stored"], .miss),
            (["cache-status": "far; fwd=miss, near; hit; ttl=376"], .hit),
            // A site's own header says more than that of the software.
            (["x-cache-status": "MISS", "x-varnish": "32770 3"], .miss),
        ])
    func headers(_ headers: [String: String], _ reply: CacheReply) {
        #expect(CacheReply(CacheReply.text { headers[$0] }) == reply)
    }

    @Test(
        "no header, none that can be read, or two that disagree",
        arguments: [
            [:], ["x-varnish": "restarted"], ["x-varnish": "1 2 3"], ["cache-status": "front"], ["cache-status": ""],
            ["x-cache": "HIT from a, MISS from b"], ["x-cache": "none from hit"], ["age": "0"],
        ])
    func unknown(_ headers: [String: String]) {
        #expect(CacheReply(CacheReply.text { headers[$0] }) == nil)
    }
}
