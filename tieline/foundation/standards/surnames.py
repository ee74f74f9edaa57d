"""Family names of China: the compound ones, and the frequent ones in their order."""

_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 "
    "申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 "
    "宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 "
    "公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子桑 即墨 达奚 褚师 纳兰 完颜 叶赫 爱新 "
    "那拉 佟佳 富察"
)
COMPOUND = frozenset(_COMPOUND.split())
"""Family names of two characters."""

_FREQUENT = (
    "王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 黄:huang 赵:zhao 吴:wu 周:zhou 徐:xu 孙:sun 马:ma 朱:zhu "
    "胡:hu 林:lin 郭:guo 何:he 高:gao 罗:luo 郑:zheng 梁:liang 谢:xie 宋:song 唐:tang 许:xu 邓:deng 韩:han "
    "冯:feng 曹:cao 彭:peng 曾:zeng 肖:xiao 田:tian 董:dong 潘:pan 袁:yuan 蔡:cai 蒋:jiang 余:yu 于:yu 杜:du "
    "叶:ye 程:cheng 魏:wei 苏:su 吕:lu 丁:ding 任:ren 卢:lu 姚:yao 沈:shen 钟:zhong 姜:jiang 崔:cui 谭:tan 陆:lu "
    "范:fan 汪:wang 廖:liao 石:shi 金:jin 韦:wei 贾:jia 夏:xia 付:fu 方:fang 傅:fu 邹:zou 熊:xiong 白:bai "
    "孟:meng 秦:qin 邱:qiu 侯:hou 江:jiang 尹:yin 薛:xue 闫:yan 段:duan 雷:lei 龙:long 黎:li 史:shi 陶:tao 贺:he "
    "毛:mao 郝:hao 顾:gu 龚:gong 邵:shao 万:wan 覃:qin 武:wu 钱:qian 戴:dai 严:yan 莫:mo 孔:kong 向:xiang "
    "常:chang 汤:tang 康:kang 易:yi 乔:qiao 赖:lai 文:wen 欧阳:ouyang 萧:xiao 司马:sima 上官:shangguan "
    "诸葛:zhuge 司徒:situ 慕容:murong"
)


def _ranks() -> dict[str, int]:
    """A greater number for a more frequent name, in characters and in Latin letters."""
    pairs = [pair.split(":") for pair in _FREQUENT.split()]
    ranks: dict[str, int] = {}
    for place, (characters, letters) in enumerate(pairs):
        ranks[characters] = len(pairs) - place
        ranks.setdefault(letters, len(pairs) - place)
    return ranks


RANK = _ranks()
"""Roughly the hundred and twenty most frequent, in the order that the Ministry of Public Security reports."""
